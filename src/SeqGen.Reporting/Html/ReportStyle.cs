namespace SeqGen.Reporting.Html;

/// <summary>The report's style sheet: system fonts, and colours that follow the reader's choice of light or dark.</summary>
internal static class ReportStyle
{
    public const string Sheet =
        """
        :root { color-scheme: light dark; --page: #ffffff; --text: #1c2024; --quiet: #5b6570; --rule: #d9dee3; --training: #0969b8; --validation: #c2410c; --other: #6b7280; --fourth: #047857; --fifth: #7c3aed; --sixth: #be185d; --seventh: #0e7490; --eighth: #a16207; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #14171a; --text: #e6e9ec; --quiet: #9aa5b1; --rule: #343b42; --training: #58b0ff; --validation: #ff9a5c; --other: #9ca3af; --fourth: #34d399; --fifth: #a78bfa; --sixth: #f472b6; --seventh: #22d3ee; --eighth: #facc15; }
        }
        body { margin: 0 auto; padding: 2rem 1rem; max-width: 75rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 1.75rem; }
        h2 { margin: 2rem 0 0.5rem; font-size: 1.2rem; }
        .subtitle { margin: 0.25rem 0 0; color: var(--quiet); }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(28rem, 100%), 1fr)); gap: 1rem; }
        .charts svg { width: 100%; max-width: 40rem; }
        svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
        svg text.tick, svg text.axis { fill: var(--quiet); }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .frame, .mark { fill: none; stroke: var(--quiet); stroke-width: 1; }
        polyline.training, line.training { fill: none; stroke: var(--training); stroke-width: 2; }
        polyline.validation, line.validation { fill: none; stroke: var(--validation); stroke-width: 2; stroke-dasharray: 6 3; }
        polyline.other, line.other { fill: none; stroke: var(--other); stroke-width: 1; }
        polyline.fourth, line.fourth { fill: none; stroke: var(--fourth); stroke-width: 2; }
        polyline.fifth, line.fifth { fill: none; stroke: var(--fifth); stroke-width: 2; }
        polyline.sixth, line.sixth { fill: none; stroke: var(--sixth); stroke-width: 2; }
        polyline.seventh, line.seventh { fill: none; stroke: var(--seventh); stroke-width: 2; }
        polyline.eighth, line.eighth { fill: none; stroke: var(--eighth); stroke-width: 2; }
        polyline.chance, line.chance { fill: none; stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 3; }
        circle.hover { fill: transparent; }
        circle.hover:hover { fill: var(--text); fill-opacity: 0.4; }
        circle.training { fill: var(--training); }
        circle.validation { fill: var(--validation); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid var(--rule); text-align: left; }
        th { color: var(--quiet); font-weight: 600; }
        .number { text-align: right; }
        .confusion th, .confusion td { padding: 0.35rem 0.75rem; text-align: right; border: 1px solid var(--rule); }
        .confusion td { --shade: 0%; background: color-mix(in srgb, var(--training) var(--shade), transparent); }
        h3 { margin: 1.25rem 0 0.5rem; font-size: 1rem; }
        """;
}
