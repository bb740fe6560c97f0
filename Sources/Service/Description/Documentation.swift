import Foundation

/// The page at `/docs`: the interface's description for people, without scripts and without outside requests.
enum Documentation {
    /// Only the page's own style may be used.
    static let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

    /// Made from the same document that programs get.
    static let page: String = {
        var rows = ""
        for operation in operations() {
            rows +=
                "<tr><td><code>\(escaped(operation.method))</code></td><td><code>\(escaped(operation.path))</code></td>"
            rows += "<td>\(escaped(operation.summary))</td></tr>\n"
        }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>answer: HTTP interface</title>
            <style>
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
            body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse; width: 100% }
            td, th { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884; vertical-align: top }
            pre { overflow-x: auto; padding: 1rem; border: 1px solid #8884; border-radius: .4rem }
            </style>
            </head>
            <body>
            <h1>HTTP interface</h1>
            <p>Bodies are JSON. An error is <code>{"error": {"code": "…", "message": "…"}}</code> with its status.
            Programs read <a href="/openapi.json">/openapi.json</a>, which lists every field. Where the service has a key,
            send it as <code>Authorization: Bearer KEY</code>.</p>
            <table>
            <thead><tr><th>Method</th><th>Path</th><th>What it gives</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            <h2>Examples</h2>
            <pre>curl -s localhost:8080/qasearch -d '{"search": "How long does SARS-CoV-2 survive on plastic?"}'
            curl -s localhost:8080/gsearch -d '{"search": "humidity", "years": ["2019:2021"], "limit": 50}'
            curl -s localhost:8080/articles?name=note.txt --data-binary @note.txt
            curl -sN localhost:8080/qasearch -H 'Accept: text/event-stream' -d '{"search": "Who is at risk?"}'</pre>
            <p><a href="/">To the page</a></p>
            </body>
            </html>

            """
    }()

    private struct Operation {
        var path: String
        var method: String
        var summary: String
    }

    private static func operations() -> [Operation] {
        guard let paths = try? JSONDecoder().decode([String: [String: Summary]].self, from: Data(OpenAPI.paths.utf8))
        else {
            return []
        }
        return paths.sorted { $0.key < $1.key }.flatMap { path, methods in
            methods.sorted { $0.key < $1.key }.map {
                Operation(path: path, method: $0.key.uppercased(), summary: $0.value.summary)
            }
        }
    }

    private struct Summary: Decodable {
        var summary: String
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }
}
