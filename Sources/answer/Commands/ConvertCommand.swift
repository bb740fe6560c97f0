import ArgumentParser
import ModelTools

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a model in a smaller type.",
        discussion: """
            f16 halves a model, i8 quarters it (8-bit weights with a scale a row). A pytorch_model.bin becomes \
            safetensors with Tools/convert-checkpoint first.
            """
    )

    @Argument(help: "Model folder to read.", completion: .directory) var source: String
    @Argument(help: "Folder to write; must not exist.", completion: .directory) var destination: String
    @Option(help: "f32, f16 or i8.") var type = WeightType.i8
    @OptionGroup var output: OutputOptions

    func run() throws {
        let report = try ModelConverter.convert(from: source, to: destination, type: type)
        if output.json { return try JSONOutput.print(report) }
        for tensor in report.tensors {
            let shape = tensor.shape.map(String.init).joined(separator: "×")
            print(
                "\(tensor.name)  \(shape)  \(tensor.from) → \(tensor.to)  largest error \(tensor.largestError) "
                    + "of \(tensor.largestWeight)")
        }
        print("\(Format.bytes(report.sizeBefore)) → \(Format.bytes(report.sizeAfter))")
    }
}

extension WeightType: ExpressibleByArgument {}
