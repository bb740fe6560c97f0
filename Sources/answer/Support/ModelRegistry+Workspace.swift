import Answering
import ModelTools

extension ModelRegistry {
    /// The models that a workspace sees.
    init(_ workspace: Workspace) {
        self.init(bundledFolder: workspace.home.map { $0 + "/Weights" }, modelsFolder: workspace.modelsFolder)
    }
}
