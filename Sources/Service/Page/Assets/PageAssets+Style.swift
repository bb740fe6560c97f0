extension PageAssets {
    /// The look, light and dark, from a phone to a desk.
    static let style = #"""
        /* One calm surface, one accent; quotations in a serif face, since they are what a reader came to read. */
        :root {
          color-scheme: light dark;
          --ground: #f4f6f8;
          --surface: #ffffff;
          --stage: #fbfcfd;
          --ink: #17212b;
          --soft: #55626f;
          --line: #dde3e9;
          --accent: #0d5c63;
          --accent-soft: #e3f0f0;
          --on-accent: #ffffff;
          --mark: #ffeaa6;
          --on-mark: #17212b;
          --warn: #8a3b12;
          --warn-soft: #fbeee6;
          --graph-line: #6f8191;
          --rank-1: #64748a;
          --rank-2: #0b7276;
          --rank-3: #437722;
          --rank-4: #966200;
          --rank-5: #b93c0a;
          --shadow: 0 1px 2px rgb(23 33 43 / 6%), 0 4px 16px rgb(23 33 43 / 5%);
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
          --serif: "Iowan Old Style", "Charter", "Source Serif 4", Georgia, "Liberation Serif", serif;
          --radius: 10px;
        }

        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0f151b;
            --surface: #161e26;
            --stage: #121920;
            --ink: #e5ebf0;
            --soft: #9aa8b5;
            --line: #283440;
            --accent: #74cbc8;
            --accent-soft: #17323a;
            --on-accent: #0b1a1d;
            --mark: #5a4a12;
            --on-mark: #fff3cf;
            --warn: #f2a97c;
            --warn-soft: #33221a;
            --graph-line: #7d90a1;
            --rank-1: #8d9db0;
            --rank-2: #4fb8bd;
            --rank-3: #8cc265;
            --rank-4: #e8b74a;
            --rank-5: #ff8f5a;
            --shadow: 0 1px 2px rgb(0 0 0 / 35%), 0 6px 20px rgb(0 0 0 / 22%);
          }
        }

        *, *::before, *::after { box-sizing: border-box; }
        [hidden] { display: none !important; }

        html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }

        body {
          margin: 0;
          min-height: 100vh;
          display: flex;
          flex-direction: column;
          background: var(--ground);
          color: var(--ink);
          font: 400 16px/1.5 var(--sans);
          overflow-wrap: break-word;
        }

        h1, h2, h3, h4, p, ul, ol, dl, dd, figure, blockquote { margin: 0; padding: 0; }
        ul, ol { list-style: none; }
        h2 { font-size: 1.06rem; font-weight: 650; letter-spacing: -0.005em; }
        a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
        code { font: 0.86em ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; overflow-wrap: anywhere; }
        small { font-size: 0.85em; color: var(--soft); }
        mark { background: var(--mark); color: var(--on-mark); border-radius: 3px; padding: 0.05em 0.12em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
        summary { cursor: pointer; color: var(--accent); }
        .note { color: var(--soft); font-size: 0.88rem; }

        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        h3:focus-visible { outline: none; }

        .hidden {
          position: absolute;
          width: 1px;
          height: 1px;
          margin: -1px;
          overflow: hidden;
          clip-path: inset(50%);
          white-space: nowrap;
        }

        .skip { position: absolute; left: -999px; top: 0.5rem; padding: 0.5rem 1rem; background: var(--surface); z-index: 9; }
        .skip:focus { left: 0.5rem; }

        /* Buttons */
        button, .button { font: inherit; color: inherit; cursor: pointer; }
        button:disabled { cursor: default; }
        .primary { border: 0; border-radius: 8px; padding: 0.6rem 1.3rem; background: var(--accent); color: var(--on-accent); font-weight: 600; }
        .primary:hover { filter: brightness(1.1); }
        .quiet {
          border: 1px solid var(--line);
          border-radius: 7px;
          padding: 0.28rem 0.7rem;
          background: transparent;
          color: var(--ink);
          font-size: 0.86rem;
          line-height: 1.4;
          text-decoration: none;
          white-space: nowrap;
        }
        .quiet:hover { border-color: var(--accent); color: var(--accent); }
        .link, .name { border: 0; padding: 0; background: none; color: var(--accent); text-align: start; text-decoration: underline 1px; text-underline-offset: 0.18em; }
        .name { color: inherit; text-decoration-color: var(--line); }
        .link:hover, .name:hover { text-decoration-thickness: 2px; }

        /* Frame */
        .top, .bottom, main { width: 100%; max-width: 88rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
        .top { display: flex; align-items: center; gap: 1rem; padding-block: 0.9rem; }
        .brand { display: flex; align-items: center; gap: 0.6rem; color: var(--ink); font-size: 1.12rem; font-weight: 650; text-decoration: none; letter-spacing: -0.01em; }
        .corpus { flex: 1; color: var(--soft); font-size: 0.88rem; }
        main { flex: 1; }
        .bottom { padding-block: 2.5rem 1.5rem; color: var(--soft); font-size: 0.84rem; }
        .bottom p { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
        .bottom a { color: inherit; }

        #speech { display: flex; align-items: center; gap: 0.5rem; border-color: transparent; }
        .switch { width: 1.9rem; height: 1.1rem; border-radius: 1rem; background: var(--line); position: relative; transition: background 0.15s; }
        .switch::after { content: ""; position: absolute; inset: 2px auto 2px 2px; aspect-ratio: 1; border-radius: 50%; background: var(--surface); box-shadow: 0 1px 2px rgb(0 0 0 / 30%); transition: translate 0.15s; }
        [aria-pressed="true"] > .switch { background: var(--accent); }
        [aria-pressed="true"] > .switch::after { translate: 0.8rem 0; }

        /* Question */
        .ask { padding-block: 0.4rem 1.4rem; }
        h1 { font-size: clamp(1.7rem, 4vw, 2.5rem); font-weight: 680; letter-spacing: -0.025em; line-height: 1.15; text-wrap: balance; }
        .lead { margin-block: 0.7rem 1.6rem; color: var(--soft); font-size: 1.08rem; text-wrap: pretty; }
        body[data-state="start"] .ask { max-width: 46rem; margin-inline: auto; padding-block: clamp(2rem, 11vh, 8rem) 2rem; }
        body:not([data-state="start"]) :is(h1, .lead, .samples) {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: -1px;
        }
        body:not([data-state="start"]) .samples { display: none; }

        #search {
          display: flex;
          gap: 0.5rem;
          padding: 0.4rem;
          border: 1px solid var(--line);
          border-radius: 13px;
          background: var(--surface);
          box-shadow: var(--shadow);
        }
        #search:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft), var(--shadow); }
        #question { flex: 1; min-width: 0; border: 0; padding: 0.5rem 0.8rem; background: none; color: inherit; font: inherit; font-size: 1.06rem; }
        #question:focus { outline: none; }
        #question::placeholder { color: var(--soft); opacity: 1; }
        #question::-webkit-search-cancel-button { -webkit-appearance: none; }

        .samples { margin-block-start: 2rem; }
        .samples h2 { color: var(--soft); font-size: 0.88rem; font-weight: 500; }
        .samples ul { margin-block-start: 0.5rem; border-block-start: 1px solid var(--line); }
        .samples li { border-block-end: 1px solid var(--line); }
        .samples button { display: block; width: 100%; border: 0; padding: 0.65rem 0; background: none; text-align: start; }
        .samples button::after { content: "→"; float: inline-end; color: var(--soft); opacity: 0; transition: opacity 0.12s; }
        .samples button:is(:hover, :focus-visible) { color: var(--accent); }
        .samples button:is(:hover, :focus-visible)::after { opacity: 1; }

        .notice { margin-block: 1rem; border: 1px solid var(--line); border-radius: var(--radius); padding: 0.8rem 1rem; background: var(--surface); }
        #problem { display: flex; align-items: center; justify-content: space-between; gap: 1rem; border-color: transparent; background: var(--warn-soft); color: var(--warn); }
        p.problem { color: var(--warn); }
        #key-form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.8rem; }
        #key { flex: 1; min-width: 12rem; padding: 0.5rem; border: 1px solid var(--line); border-radius: 7px; background: var(--ground); color: inherit; font: inherit; }

        /* Results */
        .results { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem; align-items: start; }
        .section-head { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; margin-block-end: 0.7rem; }
        .section-head .note { font-variant-numeric: tabular-nums; white-space: nowrap; }

        .answer-list { display: grid; gap: 0.8rem; }
        .answer { border: 1px solid var(--line); border-radius: var(--radius); padding: 1.05rem 1.2rem 0.9rem; background: var(--surface); }
        .answer:first-child { box-shadow: var(--shadow); }
        .answer-head { display: flex; justify-content: space-between; align-items: baseline; gap: 1.2rem; }
        .answer h3 { font-size: 1.06rem; font-weight: 620; line-height: 1.35; }
        .answer:first-child h3 { font-size: 1.24rem; letter-spacing: -0.01em; }
        blockquote, .quote { font-family: var(--serif); font-size: 1.04rem; line-height: 1.55; }
        .answer blockquote { margin-block: 0.6rem 0.7rem; }
        .source { font-size: 0.9rem; }
        .source .note { margin-inline-start: 0.6rem; }
        .meter { flex: none; display: flex; align-items: center; gap: 0.5rem; font-size: 0.9rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .meter-bar { width: 3.6rem; height: 0.36rem; border-radius: 1rem; background: var(--line); overflow: hidden; }
        .meter-bar i { display: block; height: 100%; border-radius: inherit; background: var(--accent); }
        .meter.middle .meter-bar i { background: var(--rank-4); }
        .meter.low .meter-bar i { background: var(--rank-1); }
        .evidence { margin-block-start: 0.5rem; font-size: 0.9rem; }
        .evidence dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1.2rem; margin-block: 0.7rem; }
        .evidence dt { color: var(--soft); }
        .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block: 0.5rem; }

        .progress { color: var(--soft); margin-block-end: 0.8rem; }
        .progress > p { display: flex; align-items: center; gap: 0.7rem; color: var(--ink); }
        .pulse { width: 0.6rem; height: 0.6rem; border-radius: 50%; background: var(--accent); animation: pulse 1.2s ease-in-out infinite; }
        @keyframes pulse { 50% { opacity: 0.25; } }
        .progress li { margin-block-start: 0.7rem; padding-inline-start: 1.3rem; font-size: 0.92rem; }
        .progress li span { display: block; font-family: var(--serif); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
        .no-answer { margin-block-end: 0.8rem; border: 1px dashed var(--graph-line); border-radius: var(--radius); padding: 1.05rem 1.2rem; }
        .no-answer h3 { font-size: 1.14rem; }
        .no-answer p { margin-block-start: 0.4rem; }
        .no-answer details { margin-block-start: 0.7rem; font-size: 0.94rem; }
        .no-answer blockquote { margin-block: 0.4rem; }
        .concepts { margin-block-start: 1rem; color: var(--soft); font-size: 0.9rem; }
        .concepts b { color: var(--ink); font-weight: 600; }
        .disclaimer { margin-block-start: 0.5rem; }
        body[data-state="failed"] .disclaimer { display: none; }

        /* Years */
        .years { margin-block-end: 0.7rem; }
        .years-head { display: flex; align-items: center; gap: 0.7rem; min-height: 2rem; font-size: 0.9rem; }
        .years-head > span { color: var(--soft); }
        .years-head output { font-weight: 600; font-variant-numeric: tabular-nums; }
        .years-track { --thumb: 18px; position: relative; height: 3.2rem; }
        .years-bars { position: absolute; inset: 0 calc(var(--thumb) / 2) 1rem; display: flex; align-items: flex-end; gap: 2px; }
        .years-bars i { flex: 1; border-radius: 2px 2px 0 0; background: var(--accent); opacity: 0.38; transition: opacity 0.12s; }
        .years-bars i.out { opacity: 0.1; }
        .years-rail { position: absolute; inset: auto calc(var(--thumb) / 2) 0.6rem; height: 3px; border-radius: 2px; background: var(--line); }
        .years-rail span {
          position: absolute; inset-block: 0; border-radius: inherit; background: var(--accent);
          left: calc(var(--from, 0) * 100%); right: calc((1 - var(--to, 1)) * 100%);
        }
        .years-track input {
          position: absolute; inset: auto 0 0; width: 100%; height: 1.4rem; margin: 0;
          appearance: none; -webkit-appearance: none; background: none; pointer-events: none;
        }
        .years-track input.on-top { z-index: 1; }
        .years-track input:focus { outline: none; }
        .years-track input::-webkit-slider-thumb {
          -webkit-appearance: none; pointer-events: auto; width: var(--thumb); height: var(--thumb); border: 2px solid var(--accent);
          border-radius: 50%; background: var(--surface); box-shadow: 0 1px 3px rgb(0 0 0 / 25%); cursor: ew-resize;
        }
        .years-track input::-moz-range-thumb {
          pointer-events: auto; box-sizing: border-box; width: var(--thumb); height: var(--thumb); border: 2px solid var(--accent);
          border-radius: 50%; background: var(--surface); box-shadow: 0 1px 3px rgb(0 0 0 / 25%); cursor: ew-resize;
        }
        .years-track input:focus-visible::-webkit-slider-thumb { outline: 3px solid var(--accent); outline-offset: 2px; }
        .years-track input:focus-visible::-moz-range-thumb { outline: 3px solid var(--accent); outline-offset: 2px; }

        /* Graph */
        .stage { position: relative; height: clamp(20rem, 58vh, 38rem); border: 1px solid var(--line); border-radius: var(--radius); background: var(--stage); overflow: hidden; }
        #graph { display: block; width: 100%; height: 100%; cursor: grab; touch-action: none; border-radius: inherit; }
        #graph:active { cursor: grabbing; }
        #graph:focus-visible { outline-offset: -3px; }
        .graph-empty { position: absolute; inset: 0; display: grid; place-items: center; padding: 2rem; color: var(--soft); text-align: center; pointer-events: none; }
        .stage-tools { position: absolute; inset: 0.6rem 0.6rem auto auto; display: grid; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); overflow: hidden; }
        .stage-tools button { width: 2.1rem; height: 2.1rem; border: 0; background: none; color: var(--soft); font-size: 1.05rem; line-height: 1; }
        .stage-tools button + button { border-block-start: 1px solid var(--line); }
        .stage-tools button:hover { color: var(--accent); }
        .stage-tools button:focus-visible { outline-offset: -2px; }
        .legend { position: absolute; inset: auto auto 0.6rem 0.8rem; display: flex; align-items: center; gap: 0.5rem; color: var(--soft); font-size: 0.76rem; pointer-events: none; }
        .legend i { width: 4.5rem; height: 0.3rem; border-radius: 1rem; background: linear-gradient(90deg, var(--rank-1), var(--rank-2), var(--rank-3), var(--rank-4), var(--rank-5)); }
        .tip {
          position: absolute; inset: 0 auto auto 0; max-width: 18rem; border-radius: 7px; padding: 0.35rem 0.6rem;
          background: var(--ink); color: var(--ground); font-size: 0.84rem; line-height: 1.35; pointer-events: none;
        }
        .tip b { display: block; font-weight: 600; }
        .help { margin-block-start: 0.45rem; font-size: 0.8rem; }
        .help .touch { display: none; }
        @media (hover: none) and (pointer: coarse) {
          .help .touch { display: inline; }
          .help .keys { display: none; }
        }

        /* A link or a concept in detail */
        .detail { margin-block-start: 0.9rem; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); }
        .detail-head { display: flex; align-items: start; justify-content: space-between; gap: 1rem; padding: 0.9rem 1.1rem 0; }
        .detail-head h3 { font-size: 1.1rem; font-weight: 650; line-height: 1.35; }
        .detail-head .and { margin-inline: 0.45rem; color: var(--soft); }
        .name { font-weight: inherit; }
        .close { border-color: transparent; font-size: 1.2rem; line-height: 1; padding: 0.2rem 0.55rem; }
        .detail-body { max-height: 34rem; overflow: auto; padding: 0.35rem 1.1rem 1.1rem; }
        .facts { color: var(--soft); font-size: 0.9rem; }
        .detail h4 { display: flex; align-items: baseline; gap: 0.7rem; margin-block: 1.1rem 0.3rem; font-size: 0.95rem; font-weight: 650; }
        .detail h4 .note { font-weight: 400; }
        .by-year li { padding-block: 0.7rem; border-block-start: 1px solid var(--line); }
        .by-year .quote { margin-block-end: 0.3rem; font-size: 1rem; }
        .by-year details { margin-block-start: 0.25rem; font-size: 0.88rem; }
        .by-year b { font-weight: 600; }
        .chart { margin-block-start: 0.9rem; }
        .chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: 0.88rem; }
        .chart ol { display: flex; align-items: stretch; gap: 2px; height: 6.2rem; margin-block-start: 0.4rem; }
        .chart li { flex: 1; min-width: 0; }
        .chart button { position: relative; display: flex; align-items: flex-end; justify-content: center; width: 100%; height: 100%; border: 0; border-radius: 4px; padding: 0 0 1.3rem; background: none; }
        .chart button i { width: min(100%, 2.6rem); border-radius: 3px 3px 0 0; background: var(--accent); opacity: 0.75; }
        .chart button:not(:disabled):hover { background: var(--accent-soft); }
        .chart button.out i { opacity: 0.22; }
        .chart button[aria-pressed="true"] i { opacity: 1; background: var(--rank-5); }
        .chart button span { position: absolute; inset-block-end: 0; color: var(--soft); font-size: 0.74rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
        #edge-since { margin-block-start: 0.5rem; color: var(--ink); }
        .neighbours li { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding-block: 0.35rem; border-block-start: 1px solid var(--line); }
        .neighbours .quiet { font-variant-numeric: tabular-nums; }

        .excluded { margin-block-start: 0.8rem; color: var(--soft); font-size: 0.9rem; }
        .chip { display: inline-flex; align-items: center; gap: 0.5rem; margin: 0.15rem 0.3rem 0.15rem 0; border: 1px solid var(--line); border-radius: 2rem; padding-inline-start: 0.75rem; color: var(--ink); background: var(--surface); overflow: hidden; }
        .chip button { border: 0; border-inline-start: 1px solid var(--line); padding: 0.2rem 0.75rem; background: none; color: var(--accent); }
        .chip button:hover { background: var(--accent-soft); }

        /* Table */
        .table { margin-block-start: 0.9rem; font-size: 0.9rem; }
        .table summary { padding-block: 0.3rem; }
        /* Positioned, so that the hidden words inside scroll with it instead of widening the page. */
        .table-scroll { position: relative; overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; margin-block: 0.4rem; }
        th { color: var(--soft); font-weight: 500; text-align: start; }
        th, td { padding: 0.4rem 0.7rem 0.4rem 0; border-block-end: 1px solid var(--line); vertical-align: baseline; }
        .number { text-align: end; font-variant-numeric: tabular-nums; }
        td:last-child { padding-inline-end: 0; text-align: end; }

        .toast {
          position: fixed; inset: auto auto 1.4rem 50%; translate: -50% 0; z-index: 6; display: flex; align-items: center; gap: 1rem;
          max-width: calc(100vw - 2rem); border-radius: 9px; padding: 0.65rem 1rem; background: var(--ink); color: var(--ground); font-size: 0.94rem; box-shadow: var(--shadow);
        }
        .toast button { border: 0; padding: 0.1rem 0.3rem; background: none; font-weight: 650; text-decoration: underline; text-underline-offset: 0.2em; }
        .toast button:focus-visible { outline-color: currentColor; }

        @media (min-width: 64rem) {
          .results { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: clamp(2rem, 3.5vw, 3.5rem); }
          body:not([data-state="start"]) .ask { max-width: 52rem; }
        }

        /* On a phone the panel is a sheet over the page: below the graph it would be out of sight. */
        @media (max-width: 40rem) {
          .top { flex-wrap: wrap; gap: 0.2rem 1rem; }
          .corpus { order: 3; flex-basis: 100%; font-size: 0.8rem; }
          #speech { margin-inline-start: auto; }
          .answer { padding-inline: 1rem; }
          .answer-head { flex-direction: column-reverse; gap: 0.35rem; }
          .answer:first-child h3 { font-size: 1.16rem; }
          .stage { height: 54vh; }
          .primary { padding-inline: 1rem; }
          .evidence dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .evidence dd { margin-block-end: 0.4rem; }
          .detail { position: fixed; inset: auto 0 0; z-index: 5; border-radius: 16px 16px 0 0; box-shadow: 0 -6px 30px rgb(0 0 0 / 22%); }
          .detail-body { max-height: 58vh; padding-block-end: max(1.1rem, env(safe-area-inset-bottom)); }
          .close { font-size: 1.6rem; }
          .toast { width: calc(100vw - 2rem); justify-content: space-between; }
        }

        @media (prefers-reduced-motion: reduce) {
          *, *::before, *::after { animation: none !important; transition: none !important; }
        }

        @media print {
          .map, .top, .ask, .bottom, .actions { display: none; }
        }

        """#
}
