import Foundation
import Safetensors
import Testing

@testable import ModelTools

@Suite struct ConverterTests {
    static let tensors = [
        TestTensor("bert.embeddings.word_embeddings.weight", [300, 37]),
        TestTensor("bert.embeddings.position_embeddings.weight", [32, 37], seed: 2),
        TestTensor("bert.encoder.layer.0.output.dense.weight", [37, 148], seed: 3),
        TestTensor("bert.encoder.layer.0.output.dense.bias", [37], seed: 4),
        TestTensor("qa_outputs.weight", [2, 37], seed: 5),
    ]

    @Test(arguments: WeightType.allCases)
    func convertsToEveryType(_ type: WeightType) throws {
        let folder = try TemporaryFolder()
        let source = try folder.model("big", Self.tensors)
        let target = folder.path("small")
        var steps: [Int] = []
        let report = try ModelConverter.convert(from: source, to: target, type: type) { done, total in
            #expect(total == 5)
            steps.append(done)
        }
        #expect(steps == [0, 1, 2, 3, 4])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target).sorted() == [
                "config.json", "model.safetensors", "vocab.txt",
            ])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["big", "small"])
        let file = try SafetensorsFile(path: target + "/model.safetensors")
        #expect(report.sizeAfter == file.fileSize)
        for (tensor, result) in zip(Self.tensors, report.tensors.sorted { name($0) < name($1) }) {
            #expect(result.name == tensor.name && result.shape == tensor.shape)
            let found = try file.floats(named: tensor.name)
            let error = zip(found, tensor.values).map { abs($0 - $1) }.max()
            #expect(error == result.largestError)
            #expect(result.largestWeight == tensor.values.map(abs).max())
            let isVector = tensor.shape.count == 1 || tensor.name.contains("qa_outputs")
            let isHalf = tensor.name.contains("position")
            let expected = type == .f32 || isVector ? "f32" : type == .f16 || isHalf ? "f16" : "i8"
            #expect(result.to == expected)
            #expect(try file.tensor(named: tensor.name).type.rawValue.lowercased() == expected)
        }
        if type == .i8 { #expect(report.sizeAfter * 3 < report.sizeBefore) }
    }

    private func name(_ report: TensorReport) -> Int { Self.tensors.firstIndex { $0.name == report.name } ?? -1 }

    /// The chosen scale is no worse than mapping the largest weight to 127, by squared error, row by row.
    @Test func quantizationBeatsThePlainScale() {
        let rows = 50
        let values = TestTensor("w", [rows, 91], seed: 9).values
        let matrix = QuantizedMatrix(values, rows: rows)
        for row in 0..<rows {
            let range = row * 91..<(row + 1) * 91
            let plain = (values[range].map(abs).max() ?? 0) / 127
            var (ours, theirs): (Double, Double) = (0, 0)
            for index in range {
                ours += pow(Double(Float(matrix.integers[index]) * matrix.scales[row] - values[index]), 2)
                theirs += pow(Double((values[index] / plain).rounded() * plain - values[index]), 2)
            }
            #expect(ours <= theirs * 1.0001, "row \(row)")
        }
    }

    @Test func zeroRowsAndEmptyMatrices() {
        let matrix = QuantizedMatrix([0, 0, 1, -2], rows: 2)
        #expect(matrix.integers[0...1] == [0, 0] && matrix.scales[0] == 0 && matrix.integers[3] == -127)
        #expect(QuantizedMatrix([], rows: 0).integers.isEmpty)
        #expect(QuantizedMatrix([], rows: 3).scales == [0, 0, 0])
    }

    @Test func expandsWhatIsQuantizedAndKeepsWhatIsNoWeight() throws {
        let folder = try TemporaryFolder()
        let source = try folder.model("big", Self.tensors + [TestTensor("position_ids", [1, 8], type: .i64)])
        _ = try ModelConverter.convert(from: source, to: folder.path("i8"), type: .i8)
        _ = try ModelConverter.convert(from: folder.path("i8"), to: folder.path("f32"), type: .f32)
        let small = try SafetensorsFile(path: folder.path("i8/model.safetensors"))
        let wide = try SafetensorsFile(path: folder.path("f32/model.safetensors"))
        #expect(wide.tensorNames.sorted() == (Self.tensors.map(\.name) + ["position_ids"]).sorted())
        #expect(try wide.tensor(named: "position_ids").type == .i64)
        for tensor in Self.tensors { #expect(try wide.floats(named: tensor.name) == small.floats(named: tensor.name)) }
    }

    @Test func refusesAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        var bad = TestTensor("w", [4, 4])
        bad.values[5] = .nan
        let source = try folder.model("nan", [bad])
        let weights = source + "/model.safetensors"
        #expect(throws: ModelToolsError.notFinite(path: weights, tensor: "w")) {
            try ModelConverter.convert(from: source, to: folder.path("out"), type: .f16)
        }
        bad.values[5] = 70_000
        let large = try folder.model("large", [bad])
        #expect(throws: ModelToolsError.tooLargeForHalf(path: large + "/model.safetensors", tensor: "w", value: 70_000))
        {
            try ModelConverter.convert(from: large, to: folder.path("out"), type: .f16)
        }
        #expect(throws: ModelToolsError.sameFolder(path: large)) {
            try ModelConverter.convert(from: large, to: large, type: .f32)
        }
        #expect(throws: ModelToolsError.alreadyExists(path: source)) {
            try ModelConverter.convert(from: large, to: source, type: .f32)
        }
        try Data("{}".utf8).write(to: URL(fileURLWithPath: weights))
        #expect(throws: ModelToolsError.weights(.truncated(path: weights, size: 2, needed: 8))) {
            try ModelConverter.convert(from: source, to: folder.path("out"), type: .f16)
        }
        try FileManager.default.removeItem(atPath: source + "/vocab.txt")
        #expect(throws: ModelToolsError.notAModel(path: source, missing: "vocab.txt")) {
            try ModelConverter.convert(from: source, to: folder.path("out"), type: .f16)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["large", "nan"])
    }
}
