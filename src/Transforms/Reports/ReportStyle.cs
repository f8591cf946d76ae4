namespace MlNetDeep;

/// <summary>The style sheet of a report: one column on a phone, light or dark as the reader's system asks.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --page: #f9f9f7; --card: #fcfcfb; --text: #0b0b0b; --soft: #52514e; --faint: #767570;
          --grid: #e1e0d9; --axis: #c3c2b7; --one: #2a78d6; --two: #d4551f; --three: #2e8b57; --four: #8a4fc2; --five: #b8860b; --six: #c2417c; --hit: 42, 120, 214; --miss: 227, 90, 37; }
        @media (prefers-color-scheme: dark) { :root { --page: #0d0d0d; --card: #1a1a19; --text: #ffffff; --soft: #c3c2b7;
          --faint: #97958f; --grid: #2c2c2a; --axis: #4a4a46; --one: #3987e5; --two: #e0703f; --three: #4cb27c; --four: #a678dd; --five: #d3a52c; --six: #dc6a9f; --hit: 57, 135, 229; --miss: 224, 100, 50; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main { max-width: 1100px; margin: 0 auto; padding: 24px 16px 48px; }
        h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; }
        h2 { font-size: 18px; margin: 0 0 4px; }
        h3 { font-size: 14px; margin: 16px 0 6px; color: var(--soft); font-weight: 600; }
        .note, header p, footer { color: var(--soft); margin: 0 0 12px; max-width: 75ch; }
        footer { font-size: 13px; margin: 24px 0 0; } table + .note, .scroll + .note { margin: 8px 0 0; }
        nav { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 16px; }
        a { color: var(--one); }
        section { background: var(--card); border: 1px solid var(--grid); border-radius: 10px; padding: 16px; margin: 0 0 16px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin: 0 0 16px; }
        .tile { background: var(--card); border: 1px solid var(--grid); border-radius: 10px; padding: 12px 16px; }
        .tile b { display: block; font-size: 26px; line-height: 1.25; font-weight: 650; }
        .tile span { color: var(--soft); font-size: 13px; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px 24px; margin: 0; }
        dt { color: var(--soft); font-size: 13px; } dd { margin: 0; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(290px, 100%), 1fr)); gap: 16px; }
        figure { margin: 0; } figcaption { font-weight: 600; font-size: 14px; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--faint); font-size: 12px; }
        svg .end { fill: var(--soft); font-weight: 600; }
        .grid { stroke: var(--grid); } .axis { stroke: var(--axis); } .best { stroke: var(--faint); stroke-dasharray: 3 4; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .one { --line: var(--one); } .two { --line: var(--two); } .three { --line: var(--three); } .four { --line: var(--four); }
        .five { --line: var(--five); } .six { --line: var(--six); } .line { stroke: var(--line); } circle { fill: var(--line); }
        circle { stroke: none; } circle:hover { r: 6; }
        .key { min-height: 20px; display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; color: var(--soft); }
        .key i { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; }
        .key i { background: var(--line); }
        .scroll { overflow-x: auto; } .tall { overflow-y: auto; max-height: 640px; }
        table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
        th { text-align: left; color: var(--soft); font-weight: 600; white-space: nowrap; }
        th, td { padding: 4px 10px; border-bottom: 1px solid var(--grid); } td.n, th.n { text-align: right; }
        table.layers { width: 100%; } tfoot td { font-weight: 600; border-bottom: 0; }
        .evaluation { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); gap: 16px 32px; align-items: start; }
        table.confusion { border-collapse: separate; border-spacing: 2px; }
        table.confusion td, table.confusion th { border: 0; border-radius: 4px; padding: 0 2px; height: 31px; min-width: 31px; text-align: center; font-size: 13px; }
        table.confusion.wide { border-spacing: 1px; }
        table.confusion.wide td, table.confusion.wide th { height: 22px; min-width: 22px; padding: 0; font-size: 11px; border-radius: 2px; }
        table.confusion th { max-width: 22ch; overflow: hidden; text-overflow: ellipsis; } table.confusion thead th { vertical-align: bottom; }
        table.confusion th[scope=row] { position: sticky; left: 0; background: var(--card); text-align: right; padding-right: 6px; }
        .upright { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 22ch; overflow: hidden; text-overflow: ellipsis; }
        .matrix { display: block; image-rendering: pixelated; border-radius: 3px; }
        table.confusion td.hit { background: rgba(var(--hit), calc(var(--v) * .75 + .1)); }
        table.confusion td.miss { background: rgba(var(--miss), calc(var(--v) * .75 + .1)); }
        table.confusion td.none { color: var(--axis); }
        .bar { display: inline-block; vertical-align: middle; width: 64px; height: 6px; border-radius: 3px; background: var(--grid); margin-left: 8px; }
        .bar i { display: block; height: 6px; border-radius: 3px; background: var(--one); }
        .pictures { display: flex; flex-wrap: wrap; gap: 6px; }
        .pictures img { display: block; image-rendering: pixelated; border-radius: 3px; background: #000; }
        .mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); gap: 14px 12px; }
        .mistakes img { display: block; width: 100%; max-width: 112px; image-rendering: pixelated; border-radius: 6px; background: #000; }
        .mistakes figcaption { font-weight: 400; font-size: 13px; line-height: 1.35; margin-top: 4px; color: var(--soft); }
        .mistakes figcaption b { color: var(--text); } .mistakes .row { white-space: nowrap; } .mistakes b, th { unicode-bidi: isolate; }
        @media (max-width: 480px) {
          table.confusion { table-layout: fixed; min-width: 100%; border-spacing: 1px; }
          table.confusion td, table.confusion th { min-width: 25px; height: 27px; padding: 0; font-size: 11px; border-radius: 3px; }
          th, td { padding: 4px 6px; }
          .bar { display: block; margin: 4px 0 0; }
        }
        @media print { body { background: none; } section { break-inside: avoid; } nav { display: none; } }

        """;
}
