extension AskReport {
    /// What `answer ask --json` prints, as a JSON Schema (https://json-schema.org, draft 2020-12): every key, its type
    /// and its meaning. Keys that are not required are left out where there is no value.
    public static let jsonSchema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "answer ask --json",
          "description": "One answered question. Offsets are UTF-8 bytes, half open. Lists are best first.",
          "$ref": "#/$defs/report",
          "$defs": {
            "report": {
              "type": "object",
              "additionalProperties": false,
              "required": ["question", "answers", "concepts", "unmatched_words", "edges", "candidates", "timings", "provenance", "notes"],
              "properties": {
                "question": {"type": "string", "description": "As asked, white space made single."},
                "answers": {"type": "array", "items": {"$ref": "#/$defs/answer"}, "description": "Empty when there is none."},
                "no_answer": {"$ref": "#/$defs/no_answer"},
                "concepts": {"type": "array", "items": {"$ref": "#/$defs/question_concept"}, "description": "Found in the question, in its order."},
                "unmatched_words": {"type": "array", "items": {"type": "string"}, "description": "Content words of the question that belong to no concept."},
                "edges": {"type": "array", "items": {"$ref": "#/$defs/edge"}, "description": "Edges of the graph that were followed."},
                "candidates": {"type": "array", "items": {"$ref": "#/$defs/candidate"}, "description": "Every passage that was looked at."},
                "timings": {"type": "array", "items": {"$ref": "#/$defs/timing"}, "description": "Stages in order; the last is the total."},
                "provenance": {"$ref": "#/$defs/provenance"},
                "notes": {"type": "array", "items": {"type": "string"}, "description": "What the user should know, one line each."}
              }
            },
            "answer": {
              "type": "object",
              "additionalProperties": false,
              "required": ["answer", "score", "confidence", "evidence"],
              "properties": {
                "answer": {"type": "string", "description": "The words of the first piece of evidence."},
                "score": {"type": "number", "description": "Logits above no answer, and how passage and article stand among the others, all evidence together; answers are in its order."},
                "confidence": {"type": "number", "minimum": 0, "maximum": 1, "description": "Calibrated probability that the answer is right."},
                "evidence": {"type": "array", "items": {"$ref": "#/$defs/evidence"}}
              }
            },
            "evidence": {
              "type": "object",
              "additionalProperties": false,
              "required": ["sentence_key", "sentence", "start", "end", "score", "confidence", "source", "section", "cached"],
              "properties": {
                "sentence_key": {"type": "string"},
                "sentence": {"type": "string", "description": "The passage, unaltered."},
                "start": {"type": "integer", "minimum": 0, "description": "First byte of the answer in the passage."},
                "end": {"type": "integer", "minimum": 0, "description": "The byte after its last."},
                "score": {"type": "number"},
                "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                "source": {"$ref": "#/$defs/source"},
                "section": {"type": "string"},
                "edge": {"$ref": "#/$defs/ends"},
                "cached": {"type": "boolean", "description": "Whether the reading came from the answer cache."}
              }
            },
            "source": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "title", "authors"],
              "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "authors": {"type": "array", "items": {"type": "string"}},
                "journal": {"type": "string"},
                "year": {"type": "integer"},
                "month": {"type": "integer"},
                "day": {"type": "integer"},
                "doi": {"type": "string"},
                "pmcid": {"type": "string"},
                "pubmed_id": {"type": "string"},
                "license": {"type": "string"},
                "url": {"type": "string"}
              }
            },
            "ends": {
              "type": "object",
              "additionalProperties": false,
              "required": ["source", "target"],
              "properties": {"source": {"type": "string"}, "target": {"type": "string"}}
            },
            "no_answer": {
              "type": "object",
              "additionalProperties": false,
              "required": ["reason"],
              "properties": {
                "reason": {"type": "string"},
                "best_rejected": {"$ref": "#/$defs/answer"}
              }
            },
            "concept": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "name"],
              "properties": {"id": {"type": "string"}, "name": {"type": "string"}}
            },
            "question_concept": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "name", "semantic_types", "text", "start", "end", "alternatives", "excluded"],
              "properties": {
                "id": {"type": "string"},
                "name": {"type": "string", "description": "The preferred name."},
                "semantic_types": {"type": "array", "items": {"type": "string"}},
                "text": {"type": "string", "description": "The words that matched."},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 0},
                "alternatives": {"type": "array", "items": {"$ref": "#/$defs/concept"}, "description": "Other concepts of the same name."},
                "excluded": {"type": "boolean", "description": "Whether the user has put it aside."}
              }
            },
            "edge": {
              "type": "object",
              "additionalProperties": false,
              "required": ["source", "target", "sentences", "articles", "years", "pmi", "negated"],
              "properties": {
                "source": {"$ref": "#/$defs/concept"},
                "target": {"$ref": "#/$defs/concept"},
                "sentences": {"type": "integer", "minimum": 0},
                "articles": {"type": "integer", "minimum": 0},
                "first_year": {"type": "integer"},
                "last_year": {"type": "integer"},
                "years": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "Sentences of each year."},
                "pmi": {"type": "number", "description": "Pointwise mutual information in bits."},
                "negated": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of sentences that negate one of the two."}
              }
            },
            "candidate": {
              "type": "object",
              "additionalProperties": false,
              "required": ["sentence_key", "sentence", "source", "section", "fused", "coverage", "cached"],
              "properties": {
                "sentence_key": {"type": "string"},
                "sentence": {"type": "string"},
                "source": {"$ref": "#/$defs/source"},
                "section": {"type": "string"},
                "edge": {"$ref": "#/$defs/ends"},
                "graph_rank": {"type": "integer", "minimum": 1, "description": "Place in the graph's list."},
                "text_rank": {"type": "integer", "minimum": 1, "description": "Place in full-text search."},
                "fused": {"type": "number", "description": "Score of the ranking."},
                "coverage": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of what the question names that the candidates of this article have."},
                "span": {"type": "string", "description": "The best span, below the threshold or not; absent when the passage was not read."},
                "score": {"type": "number"},
                "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                "passage_confidence": {"type": "number", "minimum": 0, "maximum": 1, "description": "The model's own confidence in the span, which knows the passage alone."},
                "lead": {"type": "number", "minimum": 0, "maximum": 1, "description": "How far the span is ahead of the other answers found: its share of all; equal answers have the same."},
                "cached": {"type": "boolean"}
              }
            },
            "timing": {
              "type": "object",
              "additionalProperties": false,
              "required": ["stage", "milliseconds"],
              "properties": {"stage": {"type": "string"}, "milliseconds": {"type": "number", "minimum": 0}}
            },
            "provenance": {
              "type": "object",
              "additionalProperties": false,
              "required": ["model", "model_digest", "corpus_digest", "vocabulary_digest", "version"],
              "properties": {
                "model": {"type": "string"},
                "model_digest": {"type": "string"},
                "corpus_digest": {"type": "string"},
                "vocabulary_digest": {"type": "string"},
                "version": {"type": "string"}
              }
            }
          }
        }
        """#
}
