// The style of our pages: one column, light and dark, fit to print. Private to report/.
#pragma once

#include <string_view>

namespace tenfold::report {

inline constexpr std::string_view page_style = R"(
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --soft: #5a5a5a;
  --line: #d4d4d4; --tint: #f5f5f3; --supported: #1b6e3c; --contradicted: #a5281b;
  --undetermined: #8a5a00; --none: #5a5a5a; --claim: #1f4e9c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e6; --paper: #17181a; --soft: #a9a9a6; --line: #3c3e42; --tint: #1f2124;
    --supported: #6fcf97; --contradicted: #f28b7d; --undetermined: #e0b050; --none: #a9a9a6;
    --claim: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1rem; letter-spacing: .04em; margin: 2.2rem 0 .4rem;
  border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
p { margin: .5rem 0; }
.answer { background: var(--tint); border-left: 4px solid var(--claim); padding: .7rem 1rem;
  margin: 1rem 0; }
.aside, .handle, .note, figcaption { color: var(--soft); font-size: .875rem; }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", sans-serif;
  paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
svg .soft { fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .claim { stroke: var(--claim); stroke-width: 2; stroke-dasharray: 5 4; }
svg .claimed { fill: var(--claim); }
svg .bar { stroke-width: 8; stroke-linecap: round; opacity: .55; }
svg .supported { stroke: var(--supported); fill: var(--supported); }
svg .contradicted { stroke: var(--contradicted); fill: var(--contradicted); }
svg .undetermined { stroke: var(--undetermined); fill: var(--undetermined); }
svg .none { stroke: var(--none); fill: var(--none); }
b.supported { color: var(--supported); }
b.contradicted { color: var(--contradicted); }
b.undetermined { color: var(--undetermined); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; font-variant-numeric: tabular-nums; font-weight: normal; }
th:first-child { text-align: left; }
thead th { color: var(--soft); }
td, .readings th:first-child { white-space: nowrap; }
td.words, .readings td:nth-child(2) { white-space: normal; text-align: left; }
.readings th:nth-child(2) { text-align: left; }
blockquote { margin: .3rem 0 .3rem 1rem; color: var(--soft); }
code { font: .875rem ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
li { margin: .5rem 0; overflow-wrap: anywhere; }
@media print { main { max-width: none; padding: 0; } .wide { overflow: visible; }
  h2 { break-after: avoid; } tr, figure, li { break-inside: avoid; } }
)";

}  // namespace tenfold::report
