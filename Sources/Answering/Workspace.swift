import Foundation

/// Where everything lives: the user's data folder, and what came with the program.
public struct Workspace: Sendable, Equatable {
    /// The user's data: store, vocabulary, models.
    public var dataFolder: String
    /// What came with the program: `Weights` and `Tools/demo`; nil when nothing did.
    public var home: String?
    /// Whether there is nothing of the user's own yet, so that the demo corpus answers.
    public var isDemo = false

    /// - Parameters:
    ///   - dataFolder: as the user named it; nil for `$XDG_DATA_HOME/answer`, or `~/.local/share/answer`.
    ///   - environment: of the process.
    ///   - executable: path of the running program, from which `home` is found.
    public init(dataFolder: String?, environment: [String: String], executable: String?) {
        let userHome = environment["HOME"] ?? NSHomeDirectory()
        let base = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? userHome + "/.local/share"
        self.dataFolder = dataFolder ?? base + "/answer"
        home =
            environment["ANSWER_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? executable.flatMap(Self.findHome)
            ?? PackedFiles.folder(environment: environment)
    }

    /// The nearest folder above the executable that holds `Weights`, as in a checkout, or `share/answer` beside `bin`.
    private static func findHome(executable: String) -> String? {
        var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            for candidate in [folder, folder.appendingPathComponent("share/answer")]
            where FileManager.default.fileExists(atPath: candidate.appendingPathComponent("Weights").path) {
                return candidate.path
            }
            let parent = folder.deletingLastPathComponent()
            if parent.path == folder.path { break }
            folder = parent
        }
        return nil
    }

    /// The folder of the store in use: the demo's own while there is nothing else.
    public var storeFolder: String { isDemo ? dataFolder + "/demo" : dataFolder }
    public var storePath: String { storeFolder + "/store.sqlite" }
    public var cachePath: String { storeFolder + "/answers.sqlite" }
    public var vocabularyPath: String { storeFolder + "/vocabulary.terms" }
    /// The spelling dictionary made from a vocabulary, a model and word counts, which `digest` identifies.
    func spellingPath(digest: String) -> String { storeFolder + "/spelling-\(digest).words" }
    /// Words of the corpus and how often they were counted when `answer ingest --learn-words` was last run.
    public var learnedWordsPath: String { storeFolder + "/learned-words.txt" }
    public var modelsFolder: String { dataFolder + "/models" }
    public var historyPath: String { dataFolder + "/history" }

    /// Article files and vocabulary of the demo; nil when they did not come along.
    public var demoSource: String? {
        guard let home else { return nil }
        let path = home + "/Tools/demo"
        return FileManager.default.fileExists(atPath: path + "/articles") ? path : nil
    }

    /// Whether the user has a store of their own.
    public var hasStore: Bool { FileManager.default.fileExists(atPath: dataFolder + "/store.sqlite") }

    /// Makes the folder of the store.
    /// - Throws: ``AnsweringError/file(path:reason:)``.
    public func createStoreFolder() throws(AnsweringError) {
        do {
            // Questions and articles are the user's own business: nobody else may list the folder.
            try FileManager.default.createDirectory(
                atPath: storeFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(path: storeFolder, reason: "cannot be created: \((error as NSError).localizedDescription)")
        }
    }
}
