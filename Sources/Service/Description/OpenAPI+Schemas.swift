extension OpenAPI {
    /// The forms of bodies.
    static let schemas = #"""
        {
          "Error": {
            "type": "object",
            "properties": {
              "error": {
                "type": "object",
                "properties": {
                  "code": {"type": "string"},
                  "message": {"type": "string"}
                },
                "required": ["code", "message"]
              }
            },
            "required": ["error"]
          },
          "Concept": {
            "type": "object",
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "required": ["id", "name"]
          },
          "Node": {
            "type": "object",
            "properties": {
              "id": {"type": "string"},
              "name": {"type": "string"},
              "rank": {"type": "integer"},
              "types": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["id", "name", "rank", "types"]
          },
          "Link": {
            "type": "object",
            "properties": {
              "source": {"type": "string"},
              "target": {"type": "string"},
              "rank": {"type": "integer"},
              "created_at": {"type": ["string", "null"]},
              "years": {"type": "object", "additionalProperties": {"type": "integer"}},
              "articles": {"type": "integer"},
              "pmi": {"type": "number"},
              "negated": {"type": "number"}
            },
            "required": ["source", "target", "rank", "created_at", "years", "articles", "pmi", "negated"]
          },
          "ConceptInText": {
            "type": "object",
            "properties": {
              "id": {"type": "string"},
              "name": {"type": "string"},
              "text": {"type": "string"},
              "start": {"type": "integer"},
              "end": {"type": "integer"},
              "types": {"type": "array", "items": {"type": "string"}},
              "alternatives": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Concept"}
              },
              "excluded": {"type": "boolean"}
            },
            "required": ["id", "name", "text", "start", "end", "types", "alternatives", "excluded"]
          },
          "Graph": {
            "type": "object",
            "properties": {
              "nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
              "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
              "years": {"type": "array", "items": {"type": "integer"}},
              "concepts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ConceptInText"}
              },
              "unmatched": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["nodes", "links", "years", "concepts", "unmatched"]
          },
          "Result": {
            "type": "object",
            "properties": {
              "title": {"type": "string"},
              "sentence": {"type": "string"},
              "sentencekey": {"type": "string"},
              "answer": {"type": "string"},
              "score": {"type": "number"},
              "confidence": {"type": "number"},
              "start": {"type": "integer"},
              "end": {"type": "integer"},
              "start_utf16": {"type": "integer"},
              "end_utf16": {"type": "integer"},
              "article_id": {"type": "string"},
              "year": {"type": ["integer", "null"]},
              "journal": {"type": ["string", "null"]},
              "doi": {"type": ["string", "null"]},
              "url": {"type": ["string", "null"]},
              "section": {"type": "string"},
              "edge": {
                "anyOf": [
                  {
                    "type": "object",
                    "properties": {
                      "source": {"type": "string"},
                      "target": {"type": "string"}
                    },
                    "required": ["source", "target"]
                  },
                  {"type": "null"}
                ]
              },
              "cached": {"type": "boolean"}
            },
            "required": [
              "title",
              "sentence",
              "sentencekey",
              "answer",
              "score",
              "confidence",
              "start",
              "end",
              "start_utf16",
              "end_utf16",
              "article_id",
              "year",
              "journal",
              "doi",
              "url",
              "section",
              "edge",
              "cached"
            ]
          },
          "NoAnswer": {
            "type": "object",
            "properties": {
              "reason": {"type": "string"},
              "unmatched": {"type": "array", "items": {"type": "string"}},
              "best_rejected": {
                "anyOf": [
                  {"$ref": "#/components/schemas/Result"},
                  {"type": "null"}
                ]
              }
            },
            "required": ["reason", "unmatched", "best_rejected"]
          },
          "Answers": {
            "type": "object",
            "properties": {
              "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
              "results": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Result"}
              },
              "no_answer": {
                "anyOf": [
                  {"$ref": "#/components/schemas/NoAnswer"},
                  {"type": "null"}
                ]
              },
              "concepts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ConceptInText"}
              },
              "timings": {"type": "object", "additionalProperties": {"type": "number"}},
              "notes": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["links", "results", "no_answer", "concepts", "timings", "notes"]
          },
          "Sentence": {
            "type": "object",
            "properties": {
              "title": {"type": "string"},
              "sentence": {"type": "string"},
              "sentencekey": {"type": "string"},
              "summary": {"type": "string"},
              "article_id": {"type": "string"},
              "year": {"type": ["integer", "null"]},
              "section": {"type": "string"},
              "journal": {"type": ["string", "null"]},
              "doi": {"type": ["string", "null"]},
              "url": {"type": ["string", "null"]}
            },
            "required": [
              "title",
              "sentence",
              "sentencekey",
              "summary",
              "article_id",
              "year",
              "section",
              "journal",
              "doi",
              "url"
            ]
          },
          "Edge": {
            "type": "object",
            "properties": {
              "results": {"type": "array", "items": {"$ref": "#/components/schemas/Sentence"}},
              "years": {"type": "array", "items": {"type": "string"}},
              "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
              "total": {"type": "integer"},
              "source": {"$ref": "#/components/schemas/Concept"},
              "target": {"$ref": "#/components/schemas/Concept"},
              "articles": {"type": "integer"},
              "pmi": {"type": "number"},
              "negated": {"type": "number"}
            },
            "required": [
              "results",
              "years",
              "counts",
              "total",
              "source",
              "target",
              "articles",
              "pmi",
              "negated"
            ]
          },
          "Exclusions": {
            "type": "object",
            "properties": {
              "message": {"type": "string"},
              "excluded": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Concept"}
              }
            },
            "required": ["excluded"]
          },
          "PassageAnswers": {
            "type": "object",
            "properties": {
              "answers": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "answer": {"type": "string"},
                    "score": {"type": "number"},
                    "confidence": {
                      "type": "number"
                    },
                    "start": {"type": "integer"},
                    "end": {"type": "integer"}
                  },
                  "required": [
                    "answer",
                    "score",
                    "confidence",
                    "start",
                    "end"
                  ]
                }
              },
              "no_answer": {"type": "boolean"},
              "null_score": {"type": "number"}
            },
            "required": ["answers", "no_answer", "null_score"]
          },
          "Article": {
            "type": "object",
            "properties": {
              "article_id": {"type": "string"},
              "title": {"type": "string"},
              "authors": {"type": "array", "items": {"type": "string"}},
              "journal": {"type": ["string", "null"]},
              "year": {"type": ["integer", "null"]},
              "month": {"type": ["integer", "null"]},
              "day": {"type": ["integer", "null"]},
              "doi": {"type": ["string", "null"]},
              "pmcid": {"type": ["string", "null"]},
              "pubmed_id": {"type": ["string", "null"]},
              "license": {"type": ["string", "null"]},
              "url": {"type": ["string", "null"]},
              "language": {"type": "string"},
              "sentences": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "sentencekey": {"type": "string"},
                    "section": {"type": "string"},
                    "paragraph": {"type": "integer"},
                    "sentence": {"type": "string"}
                  },
                  "required": [
                    "sentencekey",
                    "section",
                    "paragraph",
                    "sentence"
                  ]
                }
              }
            },
            "required": [
              "article_id",
              "title",
              "authors",
              "journal",
              "year",
              "month",
              "day",
              "doi",
              "pmcid",
              "pubmed_id",
              "license",
              "url",
              "language",
              "sentences"
            ]
          },
          "Terms": {
            "type": "object",
            "properties": {
              "text": {"type": "string"},
              "concepts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ConceptInText"}
              },
              "unmatched": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["text", "concepts", "unmatched"]
          },
          "Ingest": {
            "type": "object",
            "properties": {
              "message": {"type": "string"},
              "added": {"type": "integer"},
              "replaced": {"type": "integer"},
              "unchanged": {"type": "integer"},
              "sentences": {"type": "integer"},
              "problems": {"type": "array", "items": {"type": "string"}},
              "warnings": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["message", "added", "replaced", "unchanged", "sentences", "problems", "warnings"]
          },
          "Health": {
            "type": "object",
            "properties": {"status": {"type": "string", "enum": ["ok", "loading"]}},
            "required": ["status"]
          },
          "Info": {
            "type": "object",
            "properties": {
              "version": {"type": "string"},
              "model": {
                "type": "object",
                "properties": {
                  "name": {"type": "string"},
                  "digest": {"type": "string"},
                  "parameters": {"type": "integer"},
                  "loaded": {"type": "boolean"}
                },
                "required": ["name", "digest", "parameters", "loaded"]
              },
              "counts": {
                "type": "object",
                "properties": {
                  "articles": {"type": "integer"},
                  "sentences": {"type": "integer"},
                  "concepts": {"type": "integer"},
                  "edges": {"type": "integer"},
                  "answers_cached": {"type": "integer"}
                },
                "required": [
                  "articles",
                  "sentences",
                  "concepts",
                  "edges",
                  "answers_cached"
                ]
              },
              "years": {"type": "array", "items": {"type": "integer"}},
              "sample_questions": {"type": "array", "items": {"type": "string"}},
              "demo": {"type": "boolean"}
            },
            "required": ["version", "model", "counts", "years", "sample_questions", "demo"]
          },
          "Message": {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
        }
        """#
}
