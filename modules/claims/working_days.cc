#include "modules/claims/working_days.h"

#include <filesystem>
#include <mutex>

#include "base/text.h"
#include "kits/csv/reader.h"
#include "kits/file/file.h"
#include "modules/subsidies/decide.h"

namespace gq::claims {

namespace {

namespace fs = std::filesystem;

constexpr int kHolidayDaysMax = 30;

bool IsWeekend(Date day) {
  const int since_thursday = ((day.days() % 7) + 7) % 7;  // 1970-01-01 was a Thursday
  return since_thursday == 2 || since_thursday == 3;
}

tl::unexpected<Error> Bad(std::uint64_t line, const std::string& reason) {
  return Fail(kFile, "放假安排第 " + std::to_string(line) + " 行：" + reason,
              "请对照国务院办公厅的通知改正 rules/calendar/holidays.csv");
}

}  // namespace

Result<WorkingDays> WorkingDays::FromText(std::string_view csv) {
  WorkingDays days;
  auto reader = TRY(csv::Reader::Open(file::MemorySource(csv), {.encoding = csv::Encoding::kUtf8, .delimiter = ','}));
  csv::Record record;
  bool head = true;
  while (TRY(reader.Next(record))) {
    if (std::exchange(head, false) || (record.fields.size() == 1 && Trim(record.fields[0]).empty())) continue;
    if (record.fields.size() != 6) return Bad(record.line, "须有六列：年、名称、起、止、补班日、文号");
    const auto from = Date::Parse(Trim(record.fields[2])), to = Date::Parse(Trim(record.fields[3]));
    const int year = std::atoi(std::string(Trim(record.fields[0])).c_str());
    if (!from || !to || *to < *from || to->days() - from->days() > kHolidayDaysMax)
      return Bad(record.line, "起止日期不对，应如 2026-10-01");
    if (to->year() != year) return Bad(record.line, "年份与日期不符");
    if (Trim(record.fields[5]).empty()) return Bad(record.line, "没有写文号");
    for (Date day = *from; day <= *to; day = day.AddDays(1)) days.off_.insert(day);
    for (const std::string_view text : Split(record.fields[4], ';')) {
      if (Trim(text).empty()) continue;
      const auto day = Date::Parse(Trim(text));
      if (!day || !IsWeekend(*day)) return Bad(record.line, "补班日 " + std::string(text) + " 不是周六、周日");
      days.on_.insert(*day);
    }
    days.documents_[year].insert(std::string(Trim(record.fields[5])));
  }
  for (const Date day : days.on_) {
    if (days.off_.count(day) != 0) return Fail(kFile, "放假安排里 " + day.ToString() + " 既放假又补班");
  }
  return days;
}

Result<WorkingDays> WorkingDays::Current() {
  static std::mutex mutex;
  static fs::file_time_type read_at;
  static std::string read_from;
  static WorkingDays known;
  const fs::path path = fs::path(subsidies::FindRulesFolder()) / "calendar" / "holidays.csv";
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  if (error) return WorkingDays();
  const std::lock_guard lock(mutex);
  if (read_from != path.string() || read_at != written) {
    known = TRY(FromText(TRY(file::ReadHead(path.string(), std::size_t{1} << 20))));
    read_from = path.string();
    read_at = written;
  }
  return known;
}

bool WorkingDays::Works(Date day) const {
  if (off_.count(day) != 0) return false;
  return !IsWeekend(day) || on_.count(day) != 0;
}

Date WorkingDays::Nth(Date from, int n) const {
  Date day = from;
  for (int left = n;; day = day.AddDays(1)) {
    if (Works(day) && --left <= 0) return day;
  }
}

std::string WorkingDays::Basis(Date from, Date to) const {
  std::string documents, unknown;
  for (int year = from.year(); year <= to.year(); ++year) {
    if (!Knows(year)) unknown += (unknown.empty() ? "" : "、") + std::to_string(year);
    const auto found = documents_.find(year);
    if (found == documents_.end()) continue;
    for (const auto& document : found->second) documents += (documents.empty() ? "" : "、") + document;
  }
  if (unknown.empty()) return "放假调休按" + documents;
  return unknown + " 年的放假安排没有载入，只扣除周六、周日" + (documents.empty() ? "" : "；其余按" + documents);
}

}  // namespace gq::claims
