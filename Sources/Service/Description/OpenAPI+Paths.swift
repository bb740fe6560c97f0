extension OpenAPI {
    /// What can be asked, by path and method.
    static let paths = #"""
        {
          "/gsearch": {
            "post": {
              "operationId": "searchGraph",
              "summary": "The graph around the concepts of a text",
              "responses": {
                "200": {
                  "description": "Concepts and the edges between them, strongest first",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Graph"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "search": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 1000,
                          "pattern": "[\\p{L}\\p{N}_]"
                        },
                        "years": {
                          "type": [
                            "array",
                            "null"
                          ],
                          "maxItems": 20,
                          "items": {
                            "type": "string",
                            "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                          },
                          "description": "Years or ranges of years: 2003, 2019:2021, 2019:, :2003."
                        },
                        "limit": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 1,
                          "maximum": 1000,
                          "default": 300
                        }
                      },
                      "required": [
                        "search"
                      ]
                    }
                  }
                }
              }
            }
          },
          "/search": {
            "post": {
              "operationId": "search",
              "summary": "The same as /gsearch",
              "responses": {
                "200": {
                  "description": "Concepts and the edges between them, strongest first",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Graph"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "search": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 1000,
                          "pattern": "[\\p{L}\\p{N}_]"
                        },
                        "years": {
                          "type": [
                            "array",
                            "null"
                          ],
                          "maxItems": 20,
                          "items": {
                            "type": "string",
                            "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                          },
                          "description": "Years or ranges of years: 2003, 2019:2021, 2019:, :2003."
                        },
                        "limit": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 1,
                          "maximum": 1000,
                          "default": 300
                        }
                      },
                      "required": [
                        "search"
                      ]
                    }
                  }
                }
              }
            },
            "get": {
              "operationId": "searchByQuery",
              "summary": "The same, with the text in the address",
              "responses": {
                "200": {
                  "description": "Concepts and the edges between them, strongest first",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Graph"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "q",
                  "in": "query",
                  "required": true,
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1000,
                    "pattern": "[\\p{L}\\p{N}_]"
                  }
                },
                {
                  "name": "years",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "array",
                    "maxItems": 20,
                    "minItems": 1,
                    "items": {
                      "type": "string",
                      "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                    }
                  },
                  "style": "form",
                  "explode": true
                },
                {
                  "name": "limit",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 1000,
                    "default": 300
                  }
                }
              ]
            }
          },
          "/qasearch": {
            "post": {
              "operationId": "ask",
              "summary": "Answers to a question, each with the sentence it stands in",
              "responses": {
                "200": {
                  "description": "Answers, or why there is none. With Accept: text/event-stream, the events candidates, answer, done and error.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Answers"
                      }
                    },
                    "text/event-stream": {
                      "schema": {
                        "type": "string"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "504": {"$ref": "#/components/responses/Error504"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "search": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 1000,
                          "pattern": "[\\p{L}\\p{N}_]"
                        },
                        "years": {
                          "type": [
                            "array",
                            "null"
                          ],
                          "maxItems": 20,
                          "items": {
                            "type": "string",
                            "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                          },
                          "description": "Years or ranges of years: 2003, 2019:2021, 2019:, :2003."
                        },
                        "limit": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 1,
                          "maximum": 50,
                          "default": 5
                        },
                        "candidates": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 1,
                          "maximum": 100,
                          "default": 25
                        }
                      },
                      "required": [
                        "search"
                      ]
                    }
                  }
                }
              }
            }
          },
          "/edge/edges:{source}:{target}": {
            "get": {
              "operationId": "edge",
              "summary": "Sentences that hold two concepts, best first",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Edge"
                      }
                    }
                  }
                },
                "400": {
                  "$ref": "#/components/responses/Error400"
                },
                "401": {
                  "$ref": "#/components/responses/Error401"
                },
                "403": {
                  "$ref": "#/components/responses/Error403"
                },
                "404": {
                  "$ref": "#/components/responses/Error404"
                },
                "500": {
                  "$ref": "#/components/responses/Error500"
                },
                "503": {
                  "$ref": "#/components/responses/Error503"
                },
                "405": {
                  "$ref": "#/components/responses/Error405"
                }
              },
              "parameters": [
                {
                  "name": "source",
                  "in": "path",
                  "required": true,
                  "description": "A concept's id",
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[A-Za-z0-9._:{}-]+$"
                  }
                },
                {
                  "name": "target",
                  "in": "path",
                  "required": true,
                  "description": "A concept's id",
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[A-Za-z0-9._:{}-]+$"
                  }
                },
                {
                  "name": "offset",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 1000000,
                    "default": 0
                  }
                },
                {
                  "name": "limit",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 500,
                    "default": 20
                  }
                },
                {
                  "name": "years",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "array",
                    "maxItems": 20,
                    "minItems": 1,
                    "items": {
                      "type": "string",
                      "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                    }
                  },
                  "style": "form",
                  "explode": true
                }
              ]
            }
          },
          "/neighbors/{id}": {
            "get": {
              "operationId": "neighbors",
              "summary": "The strongest edges of a concept",
              "responses": {
                "200": {
                  "description": "Concepts and the edges between them, strongest first",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Graph"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "404": {"$ref": "#/components/responses/Error404"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "description": "A concept's id",
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[A-Za-z0-9._:{}-]+$"
                  }
                },
                {
                  "name": "limit",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 1000,
                    "default": 30
                  }
                },
                {
                  "name": "years",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "array",
                    "maxItems": 20,
                    "minItems": 1,
                    "items": {
                      "type": "string",
                      "pattern": "^(([0-9]{4}(:([0-9]{4})?)?)|(:[0-9]{4}))$"
                    }
                  },
                  "style": "form",
                  "explode": true
                }
              ]
            }
          },
          "/exclude": {
            "get": {
              "operationId": "exclusions",
              "summary": "Concepts that are left out of this user's searches",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Exclusions"
                      }
                    }
                  }
                },
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              }
            },
            "post": {
              "operationId": "exclude",
              "summary": "Leave a concept out of this user's searches",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Exclusions"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "404": {"$ref": "#/components/responses/Error404"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "id": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 200
                        }
                      },
                      "required": ["id"]
                    }
                  }
                }
              }
            },
            "delete": {
              "operationId": "include",
              "summary": "Take a concept back in",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Exclusions"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "404": {"$ref": "#/components/responses/Error404"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "id": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 200
                        }
                      },
                      "required": [
                        "id"
                      ]
                    }
                  }
                }
              }
            }
          },
          "/answer": {
            "post": {
              "operationId": "readPassage",
              "summary": "Answers to a question from a passage that is sent with it",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/PassageAnswers"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "413": {"$ref": "#/components/responses/Error413"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "504": {"$ref": "#/components/responses/Error504"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "question": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 1000,
                          "pattern": "[\\p{L}\\p{N}_]"
                        },
                        "passage": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 200000,
                          "pattern": "[\\p{L}\\p{N}_]"
                        },
                        "top_k": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 1,
                          "maximum": 20,
                          "default": 3
                        }
                      },
                      "required": [
                        "question",
                        "passage"
                      ]
                    }
                  }
                }
              }
            }
          },
          "/articles": {
            "post": {
              "operationId": "addArticle",
              "summary": "Take in an article: JSON as in CORD-19 or with id, title and text, JATS XML, Markdown or plain text",
              "responses": {
                "200": {
                  "description": "It was known, or nothing of it is kept",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Ingest"
                      }
                    }
                  }
                },
                "201": {
                  "description": "Taken in",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Ingest"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "413": {"$ref": "#/components/responses/Error413"},
                "422": {"$ref": "#/components/responses/Error422"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "name",
                  "in": "query",
                  "required": false,
                  "schema": {
                    "type": "string",
                    "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$"
                  },
                  "description": "File name: its ending says the format, its stem becomes the article's id"
                }
              ],
              "requestBody": {
                "required": true,
                "content": {
                  "text/plain": {
                    "schema": {
                      "type": "string",
                      "minLength": 1
                    }
                  }
                }
              }
            }
          },
          "/articles/{id}": {
            "get": {
              "operationId": "article",
              "summary": "An article with its sentences",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Article"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "404": {"$ref": "#/components/responses/Error404"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "description": "An article's id",
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[A-Za-z0-9._:{}-]+$"
                  }
                }
              ]
            }
          },
          "/sentences/{key}": {
            "get": {
              "operationId": "sentence",
              "summary": "A sentence with where it stands",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Sentence"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "404": {"$ref": "#/components/responses/Error404"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "key",
                  "in": "path",
                  "required": true,
                  "description": "A sentence key",
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[A-Za-z0-9._:{}-]+$"
                  }
                }
              ]
            }
          },
          "/terms": {
            "get": {
              "operationId": "terms",
              "summary": "Concepts named in a text",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Terms"
                      }
                    }
                  }
                },
                "400": {"$ref": "#/components/responses/Error400"},
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "409": {"$ref": "#/components/responses/Error409"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              },
              "parameters": [
                {
                  "name": "text",
                  "in": "query",
                  "required": true,
                  "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1000,
                    "pattern": "[\\p{L}\\p{N}_]"
                  }
                }
              ]
            }
          },
          "/health": {
            "get": {
              "operationId": "health",
              "summary": "Whether the service answers questions yet",
              "security": [],
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Health"
                      }
                    }
                  }
                },
                "503": {
                  "description": "The model is being loaded",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Health"
                      }
                    }
                  }
                },
                "403": {"$ref": "#/components/responses/Error403"},
                "405": {"$ref": "#/components/responses/Error405"}
              }
            }
          },
          "/info": {
            "get": {
              "operationId": "info",
              "summary": "Version, model, counts and sample questions",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Info"
                      }
                    }
                  }
                },
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              }
            }
          },
          "/metrics": {
            "get": {
              "operationId": "metrics",
              "summary": "Counts and durations for Prometheus",
              "responses": {
                "200": {
                  "description": "Prometheus text format",
                  "content": {"text/plain": {"schema": {"type": "string"}}}
                },
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              }
            }
          },
          "/login": {
            "get": {
              "operationId": "login",
              "summary": "Become a new user: a new signed cookie",
              "responses": {
                "200": {
                  "description": "OK",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Message"
                      }
                    }
                  }
                },
                "401": {"$ref": "#/components/responses/Error401"},
                "403": {"$ref": "#/components/responses/Error403"},
                "500": {"$ref": "#/components/responses/Error500"},
                "503": {"$ref": "#/components/responses/Error503"},
                "405": {"$ref": "#/components/responses/Error405"}
              }
            }
          }
        }
        """#
}
