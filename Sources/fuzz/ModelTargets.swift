import Foundation

@testable import BERT
@testable import Evaluation
@testable import Safetensors

/// A model's files and evaluation sets.
struct ModelTargets {
    let scratch: Scratch

    func all() -> [Target] { [safetensors(), configuration(), calibration(), squad()] }

    private func safetensors() -> Target {
        func file(_ header: String, _ size: Int) -> [UInt8] {
            let text = Array(header.utf8)
            return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
                + (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        }
        let seeds = [
            file(
                #"{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[4],"data_offsets":[24,32]}}"#,
                32),
            file(
                #"{"__metadata__":{"format":"pt"},"w":{"dtype":"I8","shape":[4,2],"data_offsets":[0,8]},"w.scale":{"dtype":"F32","shape":[4],"data_offsets":[8,24]},"z":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}}"#,
                26), file("{}", 0),
        ]
        return Target(
            name: "safetensors", seeds: seeds,
            tokens: [
                "\"dtype\":\"F64\"", "\"shape\":[0,9223372036854775807]", "\"data_offsets\":[", "BOOL", "\\u0061", "{",
                "]",
            ]
        ) { bytes in
            let path = scratch.file("x.safetensors", bytes)
            return Target.verdict {
                let file = try SafetensorsFile(path: path)
                for name in file.tensorNames.prefix(50) {
                    let tensor = try file.tensor(named: name)
                    _ = try? file.scale(ofTensor: name)
                    Target.require(tensor.bytes.count <= bytes.count, "a tensor larger than its file")
                    _ = try? file.floats(named: name)
                }
            }
        }
    }

    private func configuration() -> Target {
        let seed =
            #"{"architectures":["BertForQuestionAnswering"],"model_type":"bert","hidden_size":384,"num_hidden_layers":6,"num_attention_heads":12,"intermediate_size":1536,"vocab_size":30522,"max_position_embeddings":512,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu","position_embedding_type":"absolute"}"#
        return Target(
            name: "config", seeds: [Array(seed.utf8)],
            tokens: ["null", "1e400", "-1", "\"gelu_new\"", "[]", "true", "0.5"]
        ) { bytes in
            Target.verdict {
                let found = try BERTConfiguration(json: Data(bytes), path: "config.json")
                Target.require(found.hiddenSize % found.attentionHeads == 0, "heads that do not divide the hidden size")
            }
        }
    }

    private func calibration() -> Target {
        let seed = #"{"confidence":{"scale":0.31,"bias":-1.5},"nullThreshold":2.25,"method":"Platt"}"#
        return Target(name: "calibration", seeds: [Array(seed.utf8)], tokens: ["null", "1e400", "{}", "\"x\""]) {
            bytes in
            let path = scratch.file("answer.json", bytes)
            return Target.verdict {
                let confidence = try Calibration(path: path).confidence(margin: 1)
                Target.require(confidence >= 0 && confidence <= 1, "confidence \(confidence)")
            }
        }
    }

    private func squad() -> Target {
        let seed =
            #"{"version":"v2.0","data":[{"title":"A","paragraphs":[{"context":"Fever lasted five days \ud83e\udda0 here.","qas":[{"id":"1","question":"How long?","answers":[{"text":"five days","answer_start":13}],"is_impossible":false},{"id":2,"question":"Why?","answers":[],"plausible_answers":[{"text":"x","answer_start":0}],"is_impossible":true}]}]}]}"#
        return Target(
            name: "squad", seeds: [Array(seed.utf8)],
            tokens: ["null", "\"answer_start\":-5", "[]", "\\ud800", "\"id\":1.5"]
        ) { bytes in
            let path = scratch.file("x.json", bytes)
            return Target.verdict {
                let set = try SQuADDataset(path: path)
                _ = set.hasUnanswerable
                for paragraph in set.paragraphs {
                    for question in paragraph.questions {
                        _ = AnswerScore(prediction: "five days", references: question.answers.map(\.text))
                    }
                }
            }
        }
    }
}
