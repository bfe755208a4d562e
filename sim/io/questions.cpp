#include "io/questions.h"

namespace tenfold::io {

const std::vector<Question>& accelerator_questions() {
  static const std::vector<Question> all{
      {"name", "\"H100 SXM5 80GB\""},
      {"maker", "\"NVIDIA\""},
      {"fp32", "\"66.9 TFLOP/s\"", "Dense: half of a figure \"with sparsity\"."},
      {"tf32", "\"494.7 TFLOP/s\"", "Dense."},
      {"fp16", "\"989.4 TFLOP/s\"",
       "Dense, sums kept in 32 bits, at the clock that it ships with."},
      {"bf16", "\"989.4 TFLOP/s\"",
       "Dense, sums kept in 32 bits, at the clock that it ships with."},
      {"fp8", "\"1978.9 TFLOP/s\"", "Dense; as rated, not twice another format's."},
      {"fp4", "\"2000 TFLOP/s\"", "Dense; as rated, not twice another format's."},
      {"int8", "\"1978.9 TFLOP/s\"", "Dense."},
      {"memory", "\"80 GiB\"", "Stacks hold binary gigabytes: what is sold as 80 GB is 80 GiB."},
      {"usable_memory", "\"79.1 GiB\"", "What a program can allocate, after driver and ECC."},
      {"memory_bandwidth", "\"3.35 TB/s\"", "Bytes, not bits."},
      {"power", "\"700 W\"", "Of one device, at the limit that it will run with."},
      {"server_power", "\"1275 W\"", "The server's rating over its accelerators."},
      {"rent_low", "\"1.99 USD/h\"", "Of one accelerator, not of a server or a rack."},
      {"rent_high", "\"6.88 USD/h\"", "Of one accelerator, not of a server or a rack."},
      {"rent_date", "\"2026-05\"", "Prices move by a third in a year."},
      {"purchase_low", "\"20000 USD\"", "The bare part, not its share of a server."},
      {"purchase_high", "\"27000 USD\"", "The bare part, not its share of a server."},
      {"purchase_date", "\"2025\""},
      {"released", "\"2022\"", "When it could be had, not when it was announced."},
      {"processors", "132", "Enabled on the part that ships, not on the full die."},
      {"host_bandwidth", "\"63 GB/s\"", "One direction, of one device."},
      {"node_size", "8", "Devices as programs count them: MI250X is two."},
  };
  return all;
}

const std::vector<Question>& link_questions() {
  static const std::vector<Question> all{
      {"name", "\"NVLink 4\""},
      {"topology", "\"switched\"", "mesh where each pair has links of its own (xGMI)."},
      {"reach", "8"},
      {"bandwidth", "\"450 GB/s\"",
       "One direction, all links of ONE accelerator: half of a figure \"bidirectional\"."},
      {"pair_bandwidth", "\"450 GB/s\"", "Of a mesh one link: MI300X 64 of 448 GB/s."},
      {"latency", "\"3.3 us\""},
  };
  return all;
}

const std::vector<Question>& adapter_questions() {
  static const std::vector<Question> all{
      {"name", "\"InfiniBand NDR\""},
      {"bandwidth", "\"50 GB/s\"",
       "One direction, of ONE accelerator: the node's 400 GB/s over its 8; 400 Gbit/s is 50."},
      {"latency", "\"3.7 us\""},
      {"oversubscription", "1", "7 where a seventh of the rate is left when all leave a pod."},
  };
  return all;
}

const std::vector<Question>& site_questions() {
  static const std::vector<Question> all{
      {"name", "\"Our offer: 1,024 H100\""},
      {"accelerator", "\"h100-sxm-80gb\"", "Or the file with the answers about it."},
      {"accelerators", "1024", "That one job can use at once, spares apart."},
      {"node_size", "8"},
      {"region", "\"united-states\"", "Of the grid: its carbon is looked up by this name."},
      {"facility", "1.15", "PUE of this site over a year, not the best or the owner's mean."},
      {"node_failures", "\"4 /1000 d\"", "For each node, as seen by jobs of this size; of when?"},
      {"storage", "\"2 TB/s\"", "Bytes, sustained, written by all ranks together."},
  };
  return all;
}

const std::vector<Question>& offer_questions() {
  static const std::vector<Question> all{
      {"name", "\"Vendor H100\""},
      {"cluster", "\"dgx-h100\"", "Or the file with the answers about it."},
      {"accelerators", "1024", "That one job can use at once, spares apart."},
      {"price", "\"2.35 USD/h\"", "Of one accelerator, not of a server or a rack."},
      {"quoted", "\"2026-11\"", "Prices move by a third in a year."},
      {"quoted_by", "\"the vendor\""},
      {"term", "\"365 d\"", "What is paid for whether it is used or not; #- for on demand."},
      {"starts_after", "\"30 d\"", "Until all of the accelerators can be used."},
      {"includes", "[\"network\", \"storage\"]"},
      {"other_costs", "[{ name = \"egress\", once = \"20000 USD\" }]",
       "All that the bill adds: storage, egress, support, addresses."},
      {"region", "\"united-states\"", "Of the grid: its carbon is looked up by this name."},
      {"facility", "1.15", "PUE of this site over a year, not the best or the owner's mean."},
      {"node_failures", "\"4 /1000 d\"", "For each node, as seen by jobs of this size; of when?"},
      {"storage", "\"2 TB/s\"", "Bytes, sustained, written by all ranks together."},
  };
  return all;
}

}  // namespace tenfold::io
