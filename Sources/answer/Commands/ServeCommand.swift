import Answering
import ArgumentParser
import Foundation
import Logging
import Service

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the web page, the HTTP interface and, if asked, the Redis protocol.",
        discussion: """
            Listens on 127.0.0.1 only, unless --host says otherwise, which needs --api-key. The page is at /, the \
            interface is described at /docs. SIGTERM and Ctrl-C finish what is in hand.

            Example: answer serve --port 8080 --redis-port 6380
            """
    )

    @Option(help: "Address to listen on.") var host = EnvironmentDefaults.value("host", "127.0.0.1")
    @Option(help: "Port of HTTP; 0 takes a free one.") var port = EnvironmentDefaults.value("port", 8080)
    @Option(name: .customLong("redis-port"), help: "Port of the Redis protocol (default: off).")
    var redisPort: Int?
    @Option(name: .customLong("api-key"), help: "Key that clients must send; better set as ANSWER_API_KEY.")
    var apiKey: String?
    @Option(name: .customLong("cors-origin"), help: "The one origin whose pages may call, exactly as it is written.")
    var corsOrigin: String?
    @Option(name: .customLong("queue"), help: "Requests that may wait for inference.")
    var queueLimit = EnvironmentDefaults.value("queue", 256)
    @Option(help: "Longest time for one reading, in seconds.") var deadline = EnvironmentDefaults.value(
        "deadline", 30.0)
    @OptionGroup var modelOptions: ModelOptions
    @OptionGroup var data: DataOptions

    /// What the page offers to begin with; the demo corpus answers all of them.
    private static let sampleQuestions = [
        "How does temperature and humidity affect the transmission of 2019-nCoV?",
        "What is the receptor of SARS-CoV-2?",
        "How long is the incubation period of COVID-19?",
        "What is the effect of dexamethasone in severe COVID-19?",
    ]

    mutating func validate() throws {
        redisPort = redisPort ?? EnvironmentDefaults.value("redis-port")
        apiKey = apiKey ?? EnvironmentDefaults.value("api-key")
        corsOrigin = corsOrigin ?? EnvironmentDefaults.value("cors-origin")
        guard (1...100_000).contains(queueLimit) else { throw ValidationError("--queue must be between 1 and 100000") }
        guard (0.1...3600).contains(deadline) else { throw ValidationError("--deadline must be between 0.1 and 3600") }
    }

    func run() async throws {
        let workspace = data.workspace()
        let model = try modelOptions.folder(in: workspace)
        try DemoStore.prepare(workspace, model: model) { Terminal.writeError($0 + "\n") }
        var settings = AnswererConfiguration(workspace: workspace, model: model)
        settings.threads = modelOptions.threads
        settings.queueLimit = queueLimit
        settings.deadlineSeconds = deadline
        let answerer = try Answerer(settings)
        var service = ServiceConfiguration()
        service.host = host
        service.port = port
        service.redisPort = redisPort
        service.apiKey = apiKey
        service.corsOrigin = corsOrigin
        service.isDemo = workspace.isDemo
        service.sampleQuestions = Self.sampleQuestions
        let host = host
        try await AnswerService(backend: answerer, configuration: service).run { ports in
            var line = "Listening on http://\(host):\(ports.http)"
            if let redis = ports.redis { line += ", Redis protocol on port \(redis)" }
            Terminal.writeError(line + "\n")
        }
        answerer.close()
    }
}
