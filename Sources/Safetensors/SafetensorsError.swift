/// What can be wrong with a safetensors file; every case names the file.
public enum SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case truncated(path: String, size: Int, needed: Int)
    case headerTooLarge(path: String, size: UInt64)
    case malformedHeader(path: String, byte: Int, reason: String)
    case duplicateName(path: String, name: String)
    case unsupportedType(path: String, tensor: String, type: String)
    case shapeOverflow(path: String, tensor: String)
    case sizeMismatch(path: String, tensor: String, shape: [Int], type: ElementType, expected: Int, found: Int)
    case outOfBounds(path: String, tensor: String, end: Int, dataSize: Int)
    case overlap(path: String, first: String, second: String)
    case hole(path: String, byte: Int, length: Int)
    case missingTensor(path: String, name: String)
    case notNumeric(path: String, tensor: String, type: ElementType)
    case badScale(path: String, tensor: String, reason: String)
    case cannotWrite(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "\(path): cannot open the weights: \(reason)"
        case .truncated(let path, let size, let needed):
            "\(path): the file ends at byte \(size), its header promises \(needed); download it again"
        case .headerTooLarge(let path, let size):
            "\(path): header of \(size) bytes, more than the format's 100,000,000; this is no safetensors file"
        case .malformedHeader(let path, let byte, let reason):
            "\(path): byte \(byte): \(reason); this is no valid safetensors file"
        case .duplicateName(let path, let name):
            "\(path): two tensors are named “\(name)”; write the file again"
        case .unsupportedType(let path, let tensor, let type):
            "\(path): tensor “\(tensor)” has type “\(type)”, which this reader does not know; convert it to F32 or F16"
        case .shapeOverflow(let path, let tensor):
            "\(path): tensor “\(tensor)”: its shape has more elements than an integer can count"
        case .sizeMismatch(let path, let tensor, let shape, let type, let expected, let found):
            "\(path): tensor “\(tensor)”: shape \(shape) of \(type.rawValue) needs \(expected) bytes, its offsets give \(found)"
        case .outOfBounds(let path, let tensor, let end, let dataSize):
            "\(path): tensor “\(tensor)” ends at data byte \(end), the file has \(dataSize); download it again"
        case .overlap(let path, let first, let second):
            "\(path): tensors “\(first)” and “\(second)” overlap; the file is damaged or hostile"
        case .hole(let path, let byte, let length):
            "\(path): \(length) bytes at data byte \(byte) belong to no tensor; the file is damaged or hostile"
        case .missingTensor(let path, let name):
            "\(path): no tensor named “\(name)”; is this the right model?"
        case .notNumeric(let path, let tensor, let type):
            "\(path): tensor “\(tensor)” of type \(type.rawValue) cannot be read as floats; convert it to F32 or F16"
        case .badScale(let path, let tensor, let reason):
            "\(path): tensor “\(tensor)”: \(reason); run `answer convert` on the original again"
        case .cannotWrite(let path, let reason):
            "\(path): cannot write: \(reason)"
        }
    }
}
