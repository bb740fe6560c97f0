import BERT

extension BERTModel {
    /// Opens a model folder, with this module's error.
    static func open(_ folder: String) throws(AnsweringError) -> BERTModel {
        do { return try BERTModel(folder: folder) } catch { throw .model(error) }
    }
}
