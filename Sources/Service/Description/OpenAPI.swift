import Answering

/// The description of the HTTP interface (OpenAPI 3.1) that programs read; `/docs` shows it to people.
enum OpenAPI {
    /// The whole document as JSON.
    static let document = """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "answer",
            "version": "\(answerVersion)",
            "description": "Questions answered from medical articles, with the concept graph that leads to the answers. \
        Offsets are UTF-8 bytes unless named otherwise."
          },
          "servers": [{"url": "/"}],
          "security": [{}, {"bearer": []}, {"key": []}],
          "paths": \(paths),
          "components": {
            "schemas": \(schemas),
            "responses": \(responses),
            "securitySchemes": {
              "bearer": {"type": "http", "scheme": "bearer"},
              "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}
            }
          }
        }
        """
}
