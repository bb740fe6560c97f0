import Foundation
import Testing

@testable import Safetensors

@Suite struct FileTests {
    @Test func writesAndReadsEveryType() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("model.safetensors")
        let values: [Float] = [0, -0.0, 1, -2.5, 3]
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [
                TensorDescription(name: "bytes", type: .i8, shape: [5]),
                TensorDescription(name: "half \"é\n", type: .f16, shape: [5]),
                TensorDescription(name: "brain", type: .bf16, shape: [1, 5]),
                TensorDescription(name: "single", type: .f32, shape: [5, 1]),
                TensorDescription(name: "long", type: .i64, shape: [2]),
                TensorDescription(name: "scalar", type: .f32, shape: []),
                TensorDescription(name: "empty", type: .f32, shape: [0, 7]),
            ], metadata: ["format": "pt"])
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.write(integers: [Int8]([1, -2, 127, -128, 0]), to: "bytes")
        try writer.write(integers: [Int64]([1 << 40, -3]), to: "long")
        for name in ["brain", "single", "half \"é\n"] { try writer.write(values, to: name) }
        try writer.write([42], to: "scalar")
        try writer.write([Float](), to: "empty")
        try writer.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["model.safetensors"])

        let file = try SafetensorsFile(path: path)
        #expect(Set(file.tensorNames) == ["bytes", "half \"é\n", "brain", "single", "long", "scalar", "empty"])
        #expect(file.metadata == ["format": "pt"])
        for name in ["brain", "single", "half \"é\n"] { #expect(try file.floats(named: name) == values) }
        #expect(try file.tensor(named: "brain").shape == [1, 5])
        #expect(try file.tensor(named: "bytes").floats() == [1, -2, 127, -128, 0])
        #expect(try file.floats(named: "long") == [Float(1 << 40), -3])
        #expect(try file.floats(named: "scalar") == [42])
        #expect(try file.tensor(named: "scalar").elementCount == 1)
        #expect(try file.floats(named: "empty").isEmpty)
        #expect(try file.tensor(named: "single").floatsInPlace.map(Array.init) == values)
        for name in file.tensorNames {
            let view = try file.tensor(named: name)
            #expect(view.isAligned(to: view.type.size), "\(name)")
        }
        #expect(throws: SafetensorsError.missingTensor(path: path, name: "none")) { try file.tensor(named: "none") }
    }

    @Test func readsUnalignedData() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("odd")
        let numbers: [Float] = [1.5, -3]
        let header =
            #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
            + #""y":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
        let padded = header + String(repeating: " ", count: 8 - header.utf8.count % 8)
        let bytes = fileBytes(padded, data: [9] + numbers.withUnsafeBytes { Array($0) })
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let view = try SafetensorsFile(path: path).tensor(named: "y")  // the view alone keeps the mapping
        #expect(!view.isAligned(to: 4) && view.floatsInPlace == nil)
        #expect(view.floats() == numbers)
    }

    @Test func expandsQuantizedRows() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q")
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [
                TensorDescription(name: "w", type: .i8, shape: [2, 3]),
                TensorDescription(name: "w_scale", type: .f32, shape: [2]),
                TensorDescription(name: "lonely", type: .i8, shape: [1]),
                TensorDescription(name: "bad", type: .i8, shape: [2, 1]),
                TensorDescription(name: "bad_scale", type: .f32, shape: [3]),
                TensorDescription(name: "flag", type: .bool, shape: [1]),
            ])
        try writer.write(integers: [Int8]([1, 2, -3, 4, 5, 6]), to: "w")
        try writer.write(integers: [Int8]([1, 2]), to: "bad")
        try writer.write(integers: [Int8]([1]), to: "lonely")
        try writer.write(integers: [Int8]([1]), to: "flag")
        try writer.write([0.5, 2], to: "w_scale")
        try writer.write([1, 1, 1], to: "bad_scale")
        try writer.finish()
        let file = try SafetensorsFile(path: path)
        #expect(try file.floats(named: "w") == [0.5, 1, -1.5, 8, 10, 12])
        for name in ["lonely", "bad", "flag"] {
            #expect(throws: SafetensorsError.self, "\(name)") { try file.floats(named: name) }
        }
    }

    @Test func leavesNothingBehindWhenAbandoned() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("m")
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        let tensors = [TensorDescription(name: "a", type: .f32, shape: [2])]
        do {
            var writer = try SafetensorsWriter(path: path, tensors: tensors)
            #expect(throws: SafetensorsError.self) { try writer.write([1], to: "a") }
        }
        #expect(throws: SafetensorsError.missingTensor(path: path, name: "a")) {
            try SafetensorsWriter(path: path, tensors: tensors).finish()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["m"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(throws: SafetensorsError.duplicateName(path: path, name: "a")) {
            _ = try SafetensorsWriter(path: path, tensors: tensors + tensors)
        }
        #expect(throws: SafetensorsError.self) { _ = try SafetensorsWriter(path: folder.path("no/such"), tensors: []) }
    }

    @Test func refusesWhatIsNoFile() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("pipe"), 0o600)
        try Data().write(to: URL(fileURLWithPath: folder.path("empty")))
        for name in ["missing", ".", "pipe", "empty"] {
            #expect(throws: SafetensorsError.self, "\(name)") { try SafetensorsFile(path: folder.path(name)) }
        }
    }

    #if !(os(macOS) && arch(x86_64))
        @Test func halfPrecisionIsExact() {
            for bits in UInt16.min ... .max {
                let expected = Float(Float16(bitPattern: bits))
                let found = float(half: bits)
                #expect(expected.isNaN ? found.isNaN : expected.bitPattern == found.bitPattern)
                if !expected.isNaN { #expect(half(found) == bits) }
            }
            var random = SeededGenerator(seed: 1)
            for _ in 0..<200_000 {
                let value = Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random))
                if value.isNaN { continue }
                #expect(half(value) == Float16(value).bitPattern, "\(value)")
            }
            for value: Float in [65_504, 65_519.99, 65_520, 65_536, 5.9e-8, 2.98e-8, 2.9802322e-8, 6.1035156e-5] {
                #expect(half(value) == Float16(value).bitPattern, "\(value)")
            }
        }
    #endif
}
