// The style of our pages: one column, light and dark, fit to print. Private to report/.
#pragma once

#include <string_view>

namespace tenfold::report {

inline constexpr std::string_view page_style = R"(
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --soft: #5a5a5a;
  --line: #d4d4d4; --tint: #f5f5f3; --supported: #1b6e3c; --contradicted: #a5281b;
  --undetermined: #8a5a00; --none: #5a5a5a; --claim: #1f4e9c;
  --hue0: #3b6fb6; --hue1: #e07b39; --hue2: #3f9b62; --hue3: #c44a4a;
  --hue4: #8c6bb1; --hue5: #8a6d3b; --hue6: #d581b5; --hue7: #7a7a7a;
  --hue8: #a8a432; --hue9: #3aa6b9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e6; --paper: #17181a; --soft: #a9a9a6; --line: #3c3e42; --tint: #1f2124;
    --supported: #6fcf97; --contradicted: #f28b7d; --undetermined: #e0b050; --none: #a9a9a6;
    --claim: #8ab4f8;
    --hue0: #7fa8e0; --hue1: #f0a267; --hue2: #6cc48c; --hue3: #ea8080;
    --hue4: #b79bd8; --hue5: #c2a36b; --hue6: #e8a9cf; --hue7: #a9a9a6;
    --hue8: #cfcb5e; --hue9: #6fcbdb; } }
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
figure { margin: 1rem 0; overflow-x: auto; }
figcaption { position: sticky; left: 0; }
svg { width: 100%; min-width: 36rem; height: auto; }
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
svg .hue0 { fill: var(--hue0); } svg .hue1 { fill: var(--hue1); }
svg .hue2 { fill: var(--hue2); } svg .hue3 { fill: var(--hue3); }
svg .hue4 { fill: var(--hue4); } svg .hue5 { fill: var(--hue5); }
svg .hue6 { fill: var(--hue6); } svg .hue7 { fill: var(--hue7); }
svg .hue8 { fill: var(--hue8); } svg .hue9 { fill: var(--hue9); }
svg .curve { fill: none; stroke: var(--ink); stroke-width: 1.5; }
svg .range { stroke: var(--soft); stroke-width: 2; }
svg .limit { stroke: var(--contradicted); stroke-width: 2; }
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
  figure { overflow: visible; } svg { min-width: 0; } h2 { break-after: avoid; } tr, figure, li { break-inside: avoid; } }
)";

}  // namespace tenfold::report
