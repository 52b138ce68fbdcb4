#include "modules/subsidies/claims.h"

#include <functional>

#include "base/parse_value.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/codes/region_tree.h"
#include "kits/table/table_reader.h"

namespace gq::subsidies {

namespace {

// Reads cells of one row by column name; remembers the first thing that is wrong.
class RowCells {
 public:
  RowCells(const table::TableReader& reader, const table::HeaderSpec& spec) : reader_(reader), spec_(spec) {
    if (const auto misfit = reader.Misfit()) Refuse("", std::string(misfit->reason), std::string(misfit->cure));
  }
  std::string Text(std::string_view name) const {
    for (std::size_t i = 0; i < spec_.columns.size(); ++i) {
      if (spec_.columns[i].name == name) return std::string(Trim(reader_.Text(i)));
    }
    return {};
  }
  std::optional<Date> Day(std::string_view name) {
    return Parse<Date>(name, [](std::string_view text) { return ParseDate(text, 1); });
  }
  std::optional<gq::Month> MonthOf(std::string_view name) {
    return Parse<gq::Month>(name, [](std::string_view text) { return ParseMonth(text); });
  }
  std::optional<bool> Flag(std::string_view name) {
    return Parse<bool>(name, [](std::string_view text) { return ParseBool(text); });
  }
  // Counts and sums already paid: below zero, one of them would add to what is paid.
  std::optional<std::int64_t> Integer(std::string_view name) {
    return Parse<std::int64_t>(name, [](std::string_view text) -> Result<std::int64_t> {
      const std::int64_t value = TRY(ParseInteger(text));
      if (value < 0) return Fail(kBadValue, "不能是负数", "请填 0 或正数");
      return value;
    });
  }
  std::optional<Fen> Money(std::string_view name) {
    return Parse<Fen>(name, [](std::string_view text) -> Result<Fen> {
      const Fen sum = TRY(ParseMoney(text));
      if (sum.value() < 0) return Fail(kBadValue, "不能是负数", "请填 0 或正数");
      return sum;
    });
  }
  // A number of tickets, or merely whether there are any.
  std::int64_t Receipts() {
    const std::string text = Text("receipts");
    if (text.empty()) return 0;
    if (const auto count = ParseInteger(text); count && *count >= 0) return *count;
    const auto flag = ParseBool(text);
    return flag ? (*flag ? 1 : 0) : Integer("receipts").value_or(0);
  }
  void Refuse(std::string_view column, std::string reason, std::string cure) {
    if (bad()) return;
    column_ = std::string(column);
    reason_ = std::move(reason);
    cure_ = std::move(cure);
  }
  bool bad() const { return !reason_.empty(); }
  FileReject Reject(std::string file) const {
    return {std::move(file), reader_.RecordNumber(), column_, reason_, cure_};
  }

 private:
  template <typename T, typename F>
  std::optional<T> Parse(std::string_view name, F parse) {
    const std::string text = Text(name);
    if (text.empty()) return std::nullopt;
    auto value = parse(text);
    if (value) return *value;
    Refuse(name, value.error().message, value.error().hint);
    return std::nullopt;
  }
  const table::TableReader& reader_;
  const table::HeaderSpec& spec_;
  std::string column_, reason_, cure_;
};

const table::HeaderSpec& ClaimSpec() {
  static const table::HeaderSpec spec{{{"person", {"身份证号", "人员", "申请人"}, true},
                                       {"rule", {"规则", "政策"}, true},
                                       {"event_date", {"事项日期"}, false},
                                       {"amount", {"金额", "票价"}, false},
                                       {"receipts", {"票据张数", "票据"}, false},
                                       {"certificate", {"证书"}, false},
                                       {"course_days", {"到课天数"}, false},
                                       {"standard", {"标准"}, false},
                                       {"tracking_to", {"跟踪服务至"}, false},
                                       {"broker", {"中介"}, false},
                                       {"fee_taken", {"是否收费"}, false},
                                       {"paid_before_fen", {"已发（分）"}, false},
                                       {"period_from", {"期间起"}, false},
                                       {"period_to", {"期间止"}, false},
                                       {"received_on", {"收件日期"}, false}}};
  return spec;
}

const table::HeaderSpec& FactSpec() {
  static const table::HeaderSpec spec{{{"person", {"身份证号", "人员"}, true},
                                       {"name", {"姓名"}, false},
                                       {"origin_region", {"户籍地"}, false},
                                       {"target_group", {"人员类别"}, false},
                                       {"target_group_from", {"类别自"}, false},
                                       {"target_group_to", {"类别至"}, false},
                                       {"work_region", {"就业地区"}, false},
                                       {"unit", {"单位代码"}, false},
                                       {"unit_name", {"就业单位"}, false},
                                       {"post", {"岗位"}, false},
                                       {"spell_start", {"开始务工时间"}, false},
                                       {"spell_end", {"结束务工时间"}, false},
                                       {"contract_start", {"合同开始"}, false},
                                       {"contract_end", {"合同结束"}, false},
                                       {"insured_from", {"参保起"}, false},
                                       {"insured_to", {"参保止"}, false},
                                       {"wage", {"月工资"}, false},
                                       {"first_time_in", {"首次来此地"}, false},
                                       {"base_enterprise", {"基地企业"}, false},
                                       {"reserved_post", {"定向岗位"}, false},
                                       {"public_post", {"公益性岗位"}, false},
                                       {"household", {"户编号"}, false}}};
  return spec;
}

}  // namespace

Result<std::vector<Claim>> ReadClaims(const std::string& path, std::vector<FileReject>& rejects) {
  std::vector<Claim> claims;
  auto reader = TRY(table::ReadTable(path, ClaimSpec()));
  while (TRY(reader.Next())) {
    RowCells cells(reader, ClaimSpec());
    Claim claim;
    claim.row = static_cast<std::uint64_t>(reader.RecordNumber());
    claim.person = cells.Text("person");
    claim.rule = cells.Text("rule");
    claim.event_date = cells.Day("event_date");
    if (const auto amount = cells.Money("amount")) claim.amount = amount->ToYuan();
    claim.receipts = cells.Receipts();
    claim.course_days = cells.Integer("course_days").value_or(0);
    if (const auto standard = cells.Money("standard")) claim.standard = standard->ToYuan();
    claim.tracking_to = cells.Day("tracking_to");
    claim.broker = cells.Text("broker");
    claim.fee_taken = cells.Flag("fee_taken");
    claim.paid_before_fen = cells.Integer("paid_before_fen").value_or(0);
    claim.certificate = cells.Text("certificate");
    claim.period_from = cells.Day("period_from");
    claim.period_to = cells.Day("period_to");
    claim.received_on = cells.Day("received_on");
    if (cells.bad()) {
      rejects.push_back(cells.Reject("claims"));
    } else {
      claims.push_back(std::move(claim));
    }
  }
  return claims;
}

Result<std::vector<Fact>> ReadFacts(const std::string& path, const RegionTree& regions, Date as_of,
                                    std::vector<FileReject>& rejects) {
  std::vector<Fact> facts;
  const CodeTable* groups = FindCodeTable("target_group");
  auto reader = TRY(table::ReadTable(path, FactSpec()));
  while (TRY(reader.Next())) {
    RowCells cells(reader, FactSpec());
    Fact fact;
    fact.person = cells.Text("person");
    fact.name = cells.Text("name");
    // What cannot be read is refused: without its place or group somebody would be decided as somebody else.
    const auto place = [&](std::string_view name) {
      const std::string text = cells.Text(name);
      if (text.empty()) return UnitCode();
      const auto match = regions.Read(text);
      const bool one = match.candidates.size() == 1;
      // Words behind a county are an address; behind a city they are a county that nobody knows.
      if (one && (match.rest.empty() || match.candidates.front().value() % 100'000'000 != 0))
        return match.candidates.front();
      cells.Refuse(name, match.candidates.size() < 2 ? "区划表里没有这个地名" : "这个地名不止一处",
                   "请写全从省到县（或到村）的名称，或填 12 位代码");
      return UnitCode();
    };
    const UnitCode origin = place("origin_region"), work = place("work_region");
    fact.origin_region = origin.value();
    fact.work_region = work.value();
    if (origin.value() != 0 && work.value() != 0) fact.tier = std::string(regions.Tier(origin, work, as_of));
    if (const std::string text = cells.Text("target_group"); !text.empty()) {
      const Code* group = groups->ByLabel(text);
      if (group == nullptr)
        cells.Refuse("target_group", "人员类别里没有这种写法", "请按代码表 target_group 里的写法填");
      fact.target_group = group == nullptr ? std::string() : group->code;
    }
    fact.target_group_from = cells.Day("target_group_from");
    fact.target_group_to = cells.Day("target_group_to");
    fact.unit = cells.Text("unit");
    fact.unit_name = cells.Text("unit_name");
    fact.post = cells.Text("post");
    fact.spell_start = cells.Day("spell_start");
    fact.spell_end = cells.Day("spell_end");
    fact.contract_start = cells.Day("contract_start");
    fact.contract_end = cells.Day("contract_end");
    fact.insured_from = cells.MonthOf("insured_from");
    fact.insured_to = cells.MonthOf("insured_to");
    // A time that ends before it begins is a slip of one of the two, and nobody knows of which.
    const auto in_order = [&](std::string_view column, const auto& from, const auto& to) {
      if (from && to && *to < *from)
        cells.Refuse(column, "止 " + to->ToString() + " 早于起 " + from->ToString(), "请核对起止日期，是否填反了");
    };
    in_order("target_group_to", fact.target_group_from, fact.target_group_to);
    in_order("spell_end", fact.spell_start, fact.spell_end);
    in_order("contract_end", fact.contract_start, fact.contract_end);
    in_order("insured_to", fact.insured_from, fact.insured_to);
    fact.first_time_in = cells.Flag("first_time_in");
    fact.base_enterprise = cells.Flag("base_enterprise");
    fact.reserved_post = cells.Flag("reserved_post");
    fact.public_post = cells.Flag("public_post");
    fact.household = cells.Text("household");
    if (cells.bad()) {
      rejects.push_back(cells.Reject("facts"));
    } else {
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

}  // namespace gq::subsidies
