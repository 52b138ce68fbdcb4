// Rows a second and peak memory of reading and writing tables: table_bench [ROWS [COLUMNS]], 200,000 x 30 unless told
// otherwise. Every step runs in a process of its own, so that its peak memory is its own. Files lie in $TMPDIR or /tmp.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "kits/csv/reader.h"
#include "kits/csv/writer.h"
#include "kits/table/table_reader.h"
#include "kits/xlsx/writer.h"

namespace {

int rows = 200000, columns = 30;

// What a roster holds: an ID number, names, phones, addresses, dates, numbers.
std::string CellText(int row, int column) {
  if (column == 0) return "430521" + std::to_string(199000000000 + row);
  if (column < 4) return "张三丰";
  if (column < 8) return "138" + std::to_string(10000000 + row);
  if (column < 10) return "湖南省邵阳市邵东市牛马司镇大坪村三组";
  if (column < 20) return "2025-01-" + std::to_string(10 + row % 20);
  return std::to_string(row + column);
}

std::string Header(int column) {
  return column == 0 ? "身份证号" : column == 1 ? "姓名" : "列" + std::to_string(column);
}

template <typename T>
T Must(gq::Result<T> result) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return *std::move(result);
  }
  std::fprintf(stderr, "%s\n", result.error().ToString().c_str());
  std::exit(1);
}

void WriteCsv(const std::string& path) {
  auto writer = Must(gq::csv::Writer::Create(path, {}));
  for (int row = 0; row <= rows; ++row) {
    for (int column = 0; column < columns; ++column) writer.Field(row == 0 ? Header(column) : CellText(row, column));
    writer.EndRow();
  }
  Must(writer.Close());
}

void ReadCsv(const std::string& path) {
  auto reader = Must(gq::csv::Reader::Open(Must(gq::file::OpenSource(path))));
  gq::csv::Record record;
  while (Must(reader.Next(record))) {
  }
}

void WriteXlsx(const std::string& path) {
  const auto book = Must(gq::xlsx::Writer::Create(path));
  gq::xlsx::SheetWriter& sheet = book->AddSheet("名册");
  for (int column = 0; column < columns; ++column) sheet.Text(Header(column), gq::xlsx::Look::kHeader);
  sheet.EndRow();
  for (int row = 1; row <= rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const std::string text = CellText(row, column);
      if (column >= 20)
        sheet.Integer(row + column);
      else if (column >= 10)
        sheet.Date(*gq::Date::Parse(text));
      else
        sheet.Text(text);
    }
    sheet.EndRow();
  }
  Must(book->Close());
}

void ReadTable(const std::string& path) {
  const gq::table::HeaderSpec spec{{{"id_number", {"身份证号"}, true}, {"name", {"姓名"}, true}, {"address", {"列8"}}}};
  auto reader = Must(gq::table::ReadTable(path, spec));
  while (Must(reader.Next())) {
  }
  if (reader.RecordNumber() != static_cast<std::uint64_t>(rows)) std::exit(1);
}

void Measure(const char* what, const std::string& path, const std::function<void(const std::string&)>& step) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    step(path);
    std::_Exit(0);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double cpu = static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
  std::printf("%-28s %7.2f s %9.0f rows/s  cpu %.2f s  peak %.1f MB%s\n", what, seconds, rows / seconds, cpu,
              static_cast<double>(usage.ru_maxrss) / 1024, status == 0 ? "" : "  FAILED");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) rows = std::atoi(argv[1]);
  if (argc > 2) columns = std::atoi(argv[2]);
  const char* folder = std::getenv("TMPDIR");
  const std::string base =
      std::string(folder != nullptr ? folder : "/tmp") + "/table_bench." + std::to_string(::getpid());
  std::printf("%d rows x %d columns\n", rows, columns);
  Measure("write CSV", base + ".csv", WriteCsv);
  Measure("read CSV (csv::Reader)", base + ".csv", ReadCsv);
  Measure("read CSV (TableReader)", base + ".csv", ReadTable);
  Measure("write XLSX", base + ".xlsx", WriteXlsx);
  Measure("read XLSX (TableReader)", base + ".xlsx", ReadTable);
  ::unlink((base + ".csv").c_str());
  ::unlink((base + ".xlsx").c_str());
}
