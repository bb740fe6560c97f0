import Answering
import ArgumentParser
import BERT
import Foundation
import Metathesaurus
import ModelTools
import Store

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check processor, memory, disk, model, vocabulary and store.")

    @OptionGroup var modelOptions: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    private struct Finding: Encodable {
        var subject: String
        var ok: Bool
        var finding: String
        /// What to do about it; nil when all is well.
        var advice: String?
    }

    func run() throws {
        let workspace = data.workspace()
        let findings = [
            processor(), memory(), disk(workspace), model(workspace), vocabulary(workspace), store(workspace),
        ]
        if output.json {
            try JSONOutput.print(findings)
        } else {
            for finding in findings {
                print("\(finding.ok ? "ok " : "!! ") \(finding.subject): \(finding.finding)")
                if let advice = finding.advice { print("    \(advice)") }
            }
        }
        if findings.contains(where: { !$0.ok }) { throw ExitCode(2) }
    }

    /// A processor without AVX2 ends the program before any of this; what is left to say is how wide the kernels are.
    private func processor() -> Finding {
        let kernels = EngineKernels.allCases.filter { $0 != .automatic && $0.isAvailable }.map(\.rawValue)
        let vectors = EngineKernels.wide.isAvailable ? "AVX-512" : "256-bit or narrower vectors"
        return Finding(
            subject: "processor", ok: true, finding: "\(vectors); kernels \(kernels.joined(separator: ", "))",
            advice: nil)
    }

    private func memory() -> Finding {
        let info = ProcessInfo.processInfo
        let bytes = Int(clamping: info.physicalMemory)
        let isEnough = bytes > 1 << 30
        return Finding(
            subject: "machine", ok: isEnough,
            finding: "\(info.activeProcessorCount) cores, \(Format.bytes(bytes)) of memory",
            advice: isEnough ? nil : "The small model needs about 300 MB, BERT-large about 2 GB.")
    }

    private func disk(_ workspace: Workspace) -> Finding {
        var folder = URL(fileURLWithPath: workspace.storeFolder)
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
        let canWrite = FileManager.default.isWritableFile(atPath: folder.path)
        var advice: String?
        if !canWrite {
            advice = "\(folder.path) cannot be written; choose another --data-dir."
        } else if free < 1 << 30 {
            advice = "Free some space: a store takes about three times its text."
        }
        return Finding(
            subject: "disk", ok: advice == nil, finding: "\(Format.bytes(free)) free at \(folder.path)", advice: advice)
    }

    private func model(_ workspace: Workspace) -> Finding {
        do {
            let model = try BERTModel(folder: modelOptions.folder(in: workspace))
            _ = try InferenceEngine(model: model, threads: 1)
            let weights = Format.fixed(Double(model.configuration.parameterCount) / 1e6, 1)
            return Finding(subject: "model", ok: true, finding: "\(model.name), \(weights) M weights", advice: nil)
        } catch {
            return Finding(
                subject: "model", ok: false, finding: "\(error)",
                advice: "Fetch one with Tools/fetch-weights, or name one with --model.")
        }
    }

    private func vocabulary(_ workspace: Workspace) -> Finding {
        do {
            guard FileManager.default.fileExists(atPath: workspace.vocabularyPath) else {
                throw AnsweringError.noVocabulary(path: workspace.vocabularyPath)
            }
            let vocabulary = try ConceptVocabulary(path: workspace.vocabularyPath)
            try vocabulary.verify()
            return Finding(
                subject: "vocabulary", ok: true,
                finding:
                    "\(Format.count(vocabulary.conceptCount)) concepts, \(Format.count(vocabulary.nameCount)) names",
                advice: nil)
        } catch {
            return Finding(
                subject: "vocabulary", ok: false, finding: "\(error)",
                advice: "`answer terms build` makes one; without it there is full-text search but no graph.")
        }
    }

    private func store(_ workspace: Workspace) -> Finding {
        do {
            let totals = try Store.existing(workspace).totals()
            return Finding(
                subject: "store", ok: true,
                finding: "\(Format.count(totals.articles)) articles, \(Format.count(totals.sentences)) sentences",
                advice: nil)
        } catch {
            return Finding(
                subject: "store", ok: false, finding: "\(error)", advice: "`answer ingest FOLDER` makes one.")
        }
    }
}
