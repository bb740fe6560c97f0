import Foundation
import Testing

@testable import ModelTools

@Suite struct RegistryTests {
    @Test func listsAndResolves() throws {
        let folder = try TemporaryFolder()
        let bundled = try folder.model("Weights/mini", [TestTensor("w", [4, 3]), TestTensor("b", [4])])
        let large = try folder.model(
            "models/bert-large", [TestTensor("w", [40, 3], type: .f16), TestTensor("b", [4])])
        let base = try folder.model("models/bert-base", [TestTensor("position_ids", [5], type: .i64)])
        _ = try folder.model("models/.fetching", [TestTensor("w", [1])])
        let registry = ModelRegistry(bundledFolder: folder.path("Weights"), modelsFolder: folder.path("models"))
        let models = registry.models()
        #expect(models.map(\.name) == ["mini", "bert-base", "bert-large"])
        #expect(models.map(\.isDefault) == [true, false, false] && models.map(\.isBundled) == [true, false, false])
        #expect(models.map(\.parameters) == [16, 0, 124] && models.map(\.type) == ["f32", nil, "f16"])
        #expect(models.allSatisfy { $0.problem == nil && $0.size > 0 })

        #expect(try registry.resolve(nil) == bundled)
        #expect(try registry.resolve("bert-large") == large)
        #expect(try registry.resolve("bert-l") == large)
        #expect(try registry.resolve(base) == base)
        #expect(throws: ModelToolsError.ambiguousModel(name: "bert", matches: ["bert-base", "bert-large"])) {
            try registry.resolve("bert")
        }
        for name in ["roberta", ""] {
            #expect(
                throws: ModelToolsError.unknownModel(name: name, installed: ["bert-base", "bert-large", "mini"])
            ) { try registry.resolve(name) }
        }
        #expect(throws: ModelToolsError.notAModel(path: folder.url.path, missing: "config.json")) {
            try registry.resolve(folder.url.path)
        }
    }

    @Test func anInstalledModelHidesABundledOneOfItsName() throws {
        let folder = try TemporaryFolder()
        _ = try folder.model("Weights/mini", [TestTensor("w", [4, 3])])
        let own = try folder.model("models/mini", [TestTensor("w", [4, 3])])
        let registry = ModelRegistry(bundledFolder: folder.path("Weights"), modelsFolder: folder.path("models"))
        #expect(registry.models().map(\.path) == [own])
        #expect(try registry.resolve("mini") == own)
    }

    @Test func brokenModelsAreListedWithTheirProblem() throws {
        let folder = try TemporaryFolder()
        let broken = try folder.model("models/a", [TestTensor("w", [4, 3])])
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: broken + "/model.safetensors"))
        let bare = try folder.model("models/b", [TestTensor("w", [4, 3])])
        try FileManager.default.removeItem(atPath: bare + "/vocab.txt")
        let registry = ModelRegistry(bundledFolder: nil, modelsFolder: folder.path("models"))
        let models = registry.models()
        #expect(models.map { $0.problem != nil } == [true, true] && models.allSatisfy { !$0.isDefault })
        #expect(throws: ModelToolsError.noModels(searched: [folder.path("models")])) { try registry.resolve(nil) }
        let empty = ModelRegistry(bundledFolder: nil, modelsFolder: folder.path("none"))
        #expect(empty.models().isEmpty)
        #expect(throws: ModelToolsError.unknownModel(name: "x", installed: [])) { try empty.resolve("x") }
    }
}
