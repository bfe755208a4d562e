#include "campaign/carbon.h"

#include <cstdlib>
#include <iterator>

namespace tenfold {

namespace {

constexpr std::string_view countries = "Our World in Data, by codecarbon b05965e";
constexpr std::string_view google = "Google Cloud, by codecarbon b05965e";
constexpr std::string_view luccioni = "Luccioni et al. 2022, arXiv:2211.02001";
constexpr std::string_view morrison = "OLMo 2, arXiv:2501.00656 (recalled)";
constexpr Grid grid_table[]{
    {"france", 2022, 57, luccioni},
    {"ai2-jupiter", 2024, 332, morrison},
    {"united-states", 2023, 369, countries},
    {"china", 2023, 582, countries},
    {"india", 2023, 713, countries},
    {"germany", 2023, 381, countries},
    {"france", 2023, 56, countries},
    {"united-kingdom", 2023, 238, countries},
    {"ireland", 2023, 291, countries},
    {"netherlands", 2023, 268, countries},
    {"sweden", 2023, 41, countries},
    {"norway", 2023, 30, countries},
    {"finland", 2023, 79, countries},
    {"iceland", 2023, 28, countries},
    {"spain", 2023, 174, countries},
    {"italy", 2023, 331, countries},
    {"poland", 2023, 662, countries},
    {"switzerland", 2023, 35, countries},
    {"denmark", 2023, 152, countries},
    {"portugal", 2023, 166, countries},
    {"canada", 2023, 170, countries},
    {"brazil", 2023, 98, countries},
    {"mexico", 2023, 507, countries},
    {"chile", 2023, 291, countries},
    {"australia", 2023, 549, countries},
    {"japan", 2023, 485, countries},
    {"korea", 2023, 431, countries},
    {"taiwan", 2023, 642, countries},
    {"singapore", 2023, 471, countries},
    {"malaysia", 2023, 606, countries},
    {"indonesia", 2023, 676, countries},
    {"united-arab-emirates", 2023, 561, countries},
    {"saudi-arabia", 2023, 707, countries},
    {"qatar", 2023, 603, countries},
    {"israel", 2023, 583, countries},
    {"south-africa", 2023, 708, countries},
    {"kenya", 2023, 70, countries},
    {"google-iowa", 2023, 430, google},
    {"google-south-carolina", 2023, 560, google},
    {"google-virginia", 2023, 322, google},
    {"google-ohio", 2023, 322, google},
    {"google-dallas", 2023, 321, google},
    {"google-oregon", 2023, 94, google},
    {"google-los-angeles", 2023, 198, google},
    {"google-utah", 2023, 588, google},
    {"google-las-vegas", 2023, 373, google},
    {"google-montreal", 2023, 2, google},
    {"google-toronto", 2023, 47, google},
    {"google-london", 2023, 136, google},
    {"google-belgium", 2023, 122, google},
    {"google-netherlands", 2023, 236, google},
    {"google-frankfurt", 2023, 345, google},
    {"google-finland", 2023, 46, google},
    {"google-paris", 2023, 34, google},
    {"google-zurich", 2023, 59, google},
    {"google-madrid", 2023, 131, google},
    {"google-warsaw", 2023, 723, google},
    {"google-tokyo", 2023, 459, google},
    {"google-mumbai", 2023, 648, google},
    {"google-delhi", 2023, 529, google},
    {"google-sydney", 2023, 501, google},
    {"google-singapore", 2023, 369, google},
    {"google-taiwan", 2023, 451, google},
    {"google-sao-paulo", 2023, 56, google},
    {"google-doha", 2023, 575, google},
    {"google-johannesburg", 2023, 646, google},
};

}  // namespace

const std::vector<Grid>& grids() {
  static const std::vector<Grid> all(std::begin(grid_table), std::end(grid_table));
  return all;
}

std::optional<Grid> grid_of(std::string_view region, int when) {
  std::optional<Grid> nearest;
  for (const Grid& g : grids())
    if (g.region == region &&
        (!nearest || std::abs(g.year - when) < std::abs(nearest->year - when)))
      nearest = g;
  return nearest;
}

Carbon operational(Joules site_energy, double g_per_kwh) {
  return {site_energy.in(kWh)*g_per_kwh / 1000};
}

Carbon embodied(const Embodied& e, Seconds accelerator_time) {
  return {e.making.kg * (accelerator_time / (e.life * e.in_use))};
}

}  // namespace tenfold
