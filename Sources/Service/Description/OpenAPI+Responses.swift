extension OpenAPI {
    /// What goes wrong, by status.
    static let responses = #"""
        {
          "Error400": {
            "description": "The request is not understood.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error401": {
            "description": "The key is missing or wrong.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error403": {
            "description": "Another host or origin.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error409": {
            "description": "The store is empty, or cannot be written.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error413": {
            "description": "The body is too large.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error500": {
            "description": "Something went wrong in the service.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error503": {
            "description": "Busy, or the model is being loaded; Retry-After says when to try again.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            "headers": {"Retry-After": {"schema": {"type": "integer"}}}
          },
          "Error504": {
            "description": "No answer in time.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error404": {
            "description": "There is no such thing.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error422": {
            "description": "The document holds no article.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Error405": {
            "description": "The method is not for this path; Allow lists those that are.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            "headers": {"Allow": {"schema": {"type": "string"}}}
          }
        }
        """#
}
