import Foundation

/// Finds models: those that came with the program and those the user fetched or converted.
///
/// A model is a folder with `config.json`; its name is the folder's. Where both places have one of a name, the
/// user's counts.
public struct ModelRegistry: Sendable {
    /// `Weights` beside the program; nil when it stands alone.
    public let bundledFolder: String?
    /// The user's own, `models` in the data folder.
    public let modelsFolder: String

    public init(bundledFolder: String?, modelsFolder: String) {
        self.bundledFolder = bundledFolder
        self.modelsFolder = modelsFolder
    }

    /// Every model, by name, the bundled ones first; broken ones too, with their problem.
    public func models() -> [InstalledModel] {
        let own = Self.folders(in: modelsFolder).map { InstalledModel(folder: $0, isBundled: false) }
        let names = Set(own.map(\.name))
        let bundled = (bundledFolder.map(Self.folders) ?? []).filter { !names.contains($0.lastPathComponent) }
            .map { InstalledModel(folder: $0, isBundled: true) }
        var models = bundled + own
        if let index = models.firstIndex(where: { $0.problem == nil }) { models[index].isDefault = true }
        return models
    }

    /// The folder of a model.
    ///
    /// - Parameter name: an installed name, an unambiguous beginning of one, or a path; nil for the default: the first
    ///   bundled model, or the first installed one where none is bundled.
    /// - Throws: ``ModelToolsError``, listing what is installed.
    public func resolve(_ name: String?) throws(ModelToolsError) -> String {
        guard let name else {
            guard let model = models().first(where: \.isDefault) else {
                throw .noModels(searched: [bundledFolder, modelsFolder].compactMap { $0 })
            }
            return model.path
        }
        let own = Self.folders(in: modelsFolder)
        let known = own + (bundledFolder.map(Self.folders) ?? [])
        if let exact = known.first(where: { $0.lastPathComponent == name }) { return exact.path }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue {
            if let missing = ModelFolder.missingFile(in: name) { throw .notAModel(path: name, missing: missing) }
            return name
        }
        let names = Set(known.map(\.lastPathComponent)).sorted()
        let matches = names.filter { !name.isEmpty && $0.hasPrefix(name) }
        guard matches.count < 2 else { throw .ambiguousModel(name: name, matches: matches) }
        guard let match = matches.first, let folder = known.first(where: { $0.lastPathComponent == match }) else {
            throw .unknownModel(name: name, installed: names)
        }
        return folder.path
    }

    /// Folders with a `config.json`, by name. Hidden ones are unfinished downloads.
    private static func folders(in path: String) -> [URL] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return entries.sorted().filter { !$0.hasPrefix(".") && !$0.hasSuffix(".part") }
            .map { URL(fileURLWithPath: path).appendingPathComponent($0) }
            .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("config.json").path) }
    }
}
