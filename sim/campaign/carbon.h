// Greenhouse gases of a run: of its electricity, by where and when it ran, and the share of what
// making the machines emitted.
//
//   operation  site energy x grid intensity         (location-based: the grid's mix, whatever
//                                                    certificates its user bought)
//   embodied   accelerator time x mass of making / (life x part of the life in use)
//
// Sources: grids by country in 2023, Our World in Data (Ember) as codecarbon stores it; Google's
// regions, Google Cloud's carbon data as codecarbon stores it
// (github.com/mlco2/codecarbon, commit b05965e).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "campaign/power.h"

namespace tenfold {

// Mass of carbon dioxide with the same warming effect.
struct Carbon {
  double kg = 0;
  double tonnes() const { return kg / 1000; }
  friend constexpr Carbon operator+(Carbon a, Carbon b) { return {a.kg + b.kg}; }
  friend constexpr Carbon operator*(Carbon a, double x) { return {a.kg * x}; }
  friend constexpr Carbon operator/(Carbon a, double x) { return {a.kg / x}; }
};

struct Grid {
  std::string_view region;  // "united-states", "google-iowa"
  int year = 0;
  double g_per_kwh = 0;
  std::string_view source;
};
const std::vector<Grid>& grids();

// The region's entry of that year, else of the year nearest to it; nothing for an unknown region.
std::optional<Grid> grid_of(std::string_view region, int when);

Carbon operational(Joules site_energy, double g_per_kwh);

struct Embodied {
  Carbon making;  // of an accelerator with its share of the server
  Seconds life = 6.0 * year;
  double in_use = 0.85;  // part of its life
};
// NVIDIA's carbon footprint of an HGX H100 board: 1,312 kg, 164 an accelerator (recalled).
inline constexpr Carbon h100_baseboard_share{164};
Carbon embodied(const Embodied&, Seconds accelerator_time);

}  // namespace tenfold
