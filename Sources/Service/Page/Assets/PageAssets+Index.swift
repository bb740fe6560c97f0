extension PageAssets {
    /// The document; it holds no script and no style of its own.
    static let index = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="theme-color" content="#f4f6f8" media="(prefers-color-scheme: light)">
        <meta name="theme-color" content="#0f151b" media="(prefers-color-scheme: dark)">
        <meta name="referrer" content="no-referrer">
        <title>answer</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/page.css">
        <script type="module" src="/page.js"></script>
        </head>
        <body data-state="start">
        <a class="skip" href="#question">Skip to the question</a>

        <header class="top">
          <a class="brand" href="/" id="home"><img src="/icon.svg" alt="" width="26" height="26"><span>answer</span></a>
          <p id="corpus" class="corpus"></p>
          <button type="button" id="speech" class="quiet" aria-pressed="false" hidden>
            <span class="switch" aria-hidden="true"></span>Read aloud
          </button>
        </header>

        <main>
          <section class="ask" aria-labelledby="ask-heading">
            <h1 id="ask-heading">What does the literature say?</h1>
            <p class="lead">Ask in plain words. Every answer is a quotation, with the sentence and the article it comes from.</p>
            <form id="search" role="search">
              <label for="question" class="hidden">Question</label>
              <input id="question" name="question" type="search" autocomplete="off" autocapitalize="sentences" enterkeyhint="search"
                     spellcheck="true" maxlength="1000" required placeholder="Ask a question about the articles">
              <button type="submit" id="submit" class="primary">Ask</button>
            </form>
            <div id="samples" class="samples" hidden>
              <h2>For example</h2>
              <ul id="sample-list"></ul>
            </div>
            <noscript><p class="notice">This page needs JavaScript. The same answers come from the command line
              (<code>answer ask</code>) and from the interface described at <a href="/docs">/docs</a>.</p></noscript>
          </section>

          <p id="status" class="hidden" role="status" aria-live="polite"></p>
          <div id="problem" class="notice problem" role="alert" hidden></div>
          <form id="key-form" class="notice" hidden>
            <label for="key">This server asks for its API key</label>
            <input id="key" type="password" autocomplete="off" required>
            <button type="submit" class="primary">Use it</button>
          </form>

          <div id="results" class="results" hidden>
            <section id="answers" class="answers" aria-labelledby="answers-heading" aria-busy="false">
              <div class="section-head">
                <h2 id="answers-heading">Answers</h2>
                <p id="answers-note" class="note"></p>
              </div>
              <div id="progress" class="progress" hidden></div>
              <div id="no-answer" class="no-answer" hidden></div>
              <ol id="answer-list" class="answer-list"></ol>
              <p id="concepts" class="concepts" hidden></p>
              <p class="note disclaimer">Answers are found by a program, not judged by a physician. Read the article before you rely on one.</p>
            </section>

            <section id="map" class="map" aria-labelledby="map-heading">
              <div class="section-head">
                <h2 id="map-heading">Concepts that share a sentence</h2>
                <p id="graph-note" class="note"></p>
              </div>
              <div id="years" class="years" hidden>
                <div class="years-head">
                  <span id="years-label">Years</span>
                  <output id="years-output" for="year-from year-to"></output>
                  <button type="button" id="years-reset" class="quiet" hidden>All years</button>
                </div>
                <div class="years-track" role="group" aria-labelledby="years-label">
                  <div id="years-bars" class="years-bars" aria-hidden="true"></div>
                  <div class="years-rail" aria-hidden="true"><span id="years-fill"></span></div>
                  <input type="range" id="year-from" aria-label="From year" step="1">
                  <input type="range" id="year-to" aria-label="To year" step="1">
                </div>
              </div>
              <div class="stage" id="stage">
                <canvas id="graph" tabindex="0" role="application" aria-roledescription="3D graph"
                        aria-label="Graph of concepts" aria-describedby="graph-help">The table below lists the same links.</canvas>
                <p id="graph-empty" class="graph-empty" hidden></p>
                <p id="graph-tip" class="tip" hidden></p>
                <div class="stage-tools">
                  <button type="button" id="zoom-in" title="Zoom in" aria-label="Zoom in">+</button>
                  <button type="button" id="zoom-out" title="Zoom out" aria-label="Zoom out">−</button>
                  <button type="button" id="zoom-fit" title="Show all" aria-label="Show all">⤢</button>
                </div>
                <p class="legend" aria-hidden="true"><span>fewer</span><i></i><span>more articles</span></p>
              </div>
              <p id="graph-help" class="note help"><span class="keys">Drag or use the arrow keys to turn, the wheel or + and − to zoom, Shift
                with either to move. N and P go through the concepts, L through their links, Enter opens.</span>
                <span class="touch">Turn with one finger, zoom and move with two, tap a name or a line to open it.</span></p>
              <p id="graph-live" class="hidden" role="status" aria-live="polite"></p>
              <section id="detail" class="detail" aria-labelledby="detail-title" hidden></section>
              <p id="excluded" class="excluded" hidden></p>
              <details id="table" class="table">
                <summary>The strongest links as a table</summary>
                <div class="table-scroll">
                <table>
                  <caption class="hidden">Links between concepts, strongest first</caption>
                  <thead><tr><th scope="col">Concept</th><th scope="col">Concept</th><th scope="col" class="number">Sentences</th>
                    <th scope="col" class="number">Articles</th><th scope="col">Since</th><th scope="col"><span class="hidden">Open</span></th></tr></thead>
                  <tbody id="table-rows"></tbody>
                </table>
                </div>
                <button type="button" id="table-more" class="quiet" hidden>Show all</button>
              </details>
            </section>
          </div>
        </main>

        <div id="toast" class="toast" hidden></div>

        <footer class="bottom">
          <p><span id="model"></span> <a href="/docs">Interface</a> <a href="/metrics">Metrics</a></p>
        </footer>
        </body>
        </html>

        """#
}
