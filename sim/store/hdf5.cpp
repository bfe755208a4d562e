#include "store/hdf5.h"

#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/version.h"
#include "store/finished_file.h"

namespace tenfold::store {
namespace {

// Closes what it holds; a negative identifier is a failure of the library.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {
    if (id < 0) throw FileError("HDF5 refuses to write");
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): it is one

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

void check(herr_t status) {
  if (status < 0) throw FileError("HDF5 refuses to write");
}

Handle without_times() {
  Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  check(H5Pset_obj_track_times(list, false));
  return list;
}

struct TextType {
  Handle id{H5Tcopy(H5T_C_S1), H5Tclose};
  TextType() {
    check(H5Tset_size(id, H5T_VARIABLE));
    check(H5Tset_cset(id, H5T_CSET_UTF8));
  }
};

void put_attribute(hid_t object, const Attribute& attribute) {
  const TextType type;
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle id(
      H5Acreate2(object, attribute.name.c_str(), type.id, space, H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose);
  const char* text = attribute.value.c_str();
  check(H5Awrite(id, type.id, &text));
}

hid_t write_values(hid_t set, const std::vector<double>& values) {
  check(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  return set;
}
hid_t write_values(hid_t set, const std::vector<std::int64_t>& values) {
  check(H5Dwrite(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  return set;
}
hid_t write_values(hid_t set, const std::vector<std::string>& values) {
  const TextType type;
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  check(H5Dwrite(set, type.id, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()));
  return set;
}

Handle create(hid_t file, const std::string& name, const Values& values,
              const std::vector<hsize_t>& shape) {
  const TextType text;
  const std::array<hid_t, 3> types{H5T_IEEE_F64LE, H5T_STD_I64LE, text.id};
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
                     H5Sclose);
  const Handle plain = without_times();
  Handle set(
      H5Dcreate2(file, name.c_str(), types[values.index()], space, H5P_DEFAULT, plain, H5P_DEFAULT),
      H5Dclose);
  std::visit([&](const auto& v) { write_values(set, v); }, values);
  return set;
}

void write_contents(hid_t file, const Dataset& data) {
  put_attribute(file, {"filetype", data.filetype});
  put_attribute(file, {"version", "1"});
  put_attribute(file, {"tenfold_version", std::string(version)});
  for (const Attribute& attribute : data.attributes) put_attribute(file, attribute);
  std::map<std::string, hsize_t> sizes;
  for (const Dimension& d : data.dimensions) {
    sizes[d.name] = d.labels.size();
    const Handle scale = create(file, d.name, d.labels, {d.labels.size()});
    check(H5DSset_scale(scale, d.name.c_str()));
  }
  for (const Variable& v : data.variables) {
    std::vector<hsize_t> shape;
    for (const std::string& d : v.dimensions) shape.push_back(sizes.at(d));
    const Handle set = create(file, v.name, v.values, shape);
    put_attribute(set, {"units", v.units});
    put_attribute(set, {"long_name", v.long_name});
    for (unsigned i = 0; i < v.dimensions.size(); ++i) {
      const Handle scale(H5Dopen2(file, v.dimensions[i].c_str(), H5P_DEFAULT), H5Dclose);
      check(H5DSattach_scale(set, scale, i));
    }
  }
}

Handle create_column(hid_t file, const RowColumn& column, hsize_t rows) {
  constexpr hsize_t rows_of_chunk = 1 << 16;
  constexpr unsigned compression = 1;  // of 9: most of the gain at a third of the time
  const hsize_t chunk = std::clamp<hsize_t>(rows, 1, rows_of_chunk);
  const Handle list = without_times();
  check(H5Pset_chunk(list, 1, &chunk));
  check(H5Pset_shuffle(list));
  check(H5Pset_deflate(list, compression));
  const Handle space(H5Screate_simple(1, &rows, nullptr), H5Sclose);
  Handle set(H5Dcreate2(file, column.name.c_str(), column.whole ? H5T_STD_I64LE : H5T_IEEE_F64LE,
                        space, H5P_DEFAULT, list, H5P_DEFAULT),
             H5Dclose);
  put_attribute(set, {"units", column.units});
  put_attribute(set, {"long_name", column.long_name});
  if (!column.meanings.empty()) put_attribute(set, {"flag_meanings", column.meanings});
  return set;
}

// Rows `first` on of a column.
void write_piece(hid_t set, const Values& values, hsize_t first) {
  const hsize_t count = std::visit([](const auto& v) { return hsize_t{v.size()}; }, values);
  const Handle piece(H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Handle whole(H5Dget_space(set), H5Sclose);
  check(H5Sselect_hyperslab(whole, H5S_SELECT_SET, &first, nullptr, &count, nullptr));
  const auto write = [&](hid_t type, const void* data) {
    check(H5Dwrite(set, type, piece, whole, H5P_DEFAULT, data));
  };
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&values))
    write(H5T_NATIVE_INT64, numbers->data());
  else
    write(H5T_NATIVE_DOUBLE, std::get<std::vector<double>>(values).data());
}

void write_rows(hid_t file, const Rows& rows) {
  std::vector<Handle> sets;
  for (const RowColumn& c : rows.columns)
    sets.push_back(create_column(file, c, static_cast<hsize_t>(rows.count)));
  if (sets.empty()) return;
  check(H5DSset_scale(sets.front(), rows.columns.front().name.c_str()));
  for (std::size_t i = 1; i < sets.size(); ++i) check(H5DSattach_scale(sets[i], sets.front(), 0));
  hsize_t first = 0;
  rows.pieces([&](const std::vector<Values>& values) {
    for (std::size_t i = 0; i < sets.size(); ++i) write_piece(sets[i], values.at(i), first);
    first += std::visit([](const auto& v) { return hsize_t{v.size()}; }, values.front());
  });
}

void write_file(const std::string& path, const Dataset& data) {
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  check(H5Pset_obj_track_times(creation, false));
  const Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT), H5Fclose);
  write_contents(file, data);
  write_rows(file, data.rows);
  check(H5Fflush(file, H5F_SCOPE_GLOBAL));
}

}  // namespace

void write(const std::string& path, const Dataset& data) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // its stack of messages helps no user
  write_finished(path, [&](const std::string& temporary) { write_file(temporary, data); });
}

}  // namespace tenfold::store
