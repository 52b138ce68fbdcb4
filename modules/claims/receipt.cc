// The bank's receipt, line by line (payments.h).
#include <algorithm>
#include <map>

#include "base/parse_value.h"
#include "base/text.h"
#include "kits/table/table_reader.h"
#include "modules/claims/payments.h"
#include "modules/claims/sides.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

enum Column : std::size_t { kPosition, kAmount, kResult, kAccount, kFailure, kReference, kDay, kBatch };

const table::HeaderSpec& ReceiptHeader() {
  static const table::HeaderSpec spec{{{"position", {"序号", "明细号", "明细序号", "顺序号"}, true},
                                       {"amount", {"金额", "发放金额", "交易金额", "实发金额"}, true},
                                       {"result", {"结果", "处理结果", "状态", "发放结果", "交易状态"}, true},
                                       {"account", {"账号", "收款账号", "卡号"}, false},
                                       {"failure", {"原因", "失败原因", "备注", "摘要"}, false},
                                       {"reference", {"流水号", "银行流水号", "交易流水号"}, false},
                                       {"day", {"日期", "入账日期", "交易日期"}, false},
                                       {"batch", {"批次号", "批次"}, false}}};
  return spec;
}

std::optional<bool> Succeeded(std::string_view text) {
  for (const char* word : {"成功", "已到账", "已入账", "交易成功", "处理成功", "paid", "success"}) {
    if (text == word) return true;
  }
  for (const char* word : {"失败", "未到账", "退回", "退票", "交易失败", "处理失败", "failed"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

struct Taken {
  const Payment* line = nullptr;
  bool paid = false;
  std::string failure, reference;
  std::optional<Date> day;
};

// Reads rows against the lines of one batch.
class ReceiptReader {
 public:
  ReceiptReader(const PaymentBatch& batch, const std::vector<Payment>& lines, Receipt& receipt, Date as_of)
      : batch_(batch), released_on_(batch.released_at.DateInShanghai()), as_of_(as_of), receipt_(receipt) {
    for (const auto& line : lines) by_position_[line.position] = &line;
  }

  void Row(const table::TableReader& row) {
    ++receipt_.rows;
    number_ = static_cast<std::int64_t>(row.RecordNumber());
    if (const auto misfit = row.Misfit()) return Refuse("", "", std::string(misfit->reason), std::string(misfit->cure));
    if (const auto text = row.Text(kBatch); !text.empty() && text != batch_.number)
      return Refuse("批次号", text, "不是这一批的", "请确认回盘文件，或到那一批里导入");
    Taken taken;
    const auto position = ParseInteger(row.Text(kPosition));
    const auto line = position ? by_position_.find(*position) : by_position_.end();
    if (line == by_position_.end())
      return Refuse("序号", row.Text(kPosition), "这一批里没有这个序号", "请与下载的文件核对");
    taken.line = line->second;
    const auto result = Succeeded(row.Text(kResult));
    const auto [before, first] = seen_.try_emplace(taken.line->position, Seen{number_, result});
    if (!first) return RefuseTwin(*position, before->second, result);
    if (table::LostDigits(row.Cell(kAccount)))
      return Refuse("账号", "", std::string(table::kLostDigitsSentence), "请让银行重新导出");
    if (const auto text = row.Text(kAccount);
        !text.empty() && text.find('*') == std::string_view::npos &&
        store::NormaliseSecret(text) != store::NormaliseSecret(taken.line->account.Reveal()))
      return Refuse("账号", "", "账号与发出的不同", "请向银行核实收款人");
    const auto amount = Fen::ParseYuan(row.Text(kAmount));
    if (!amount) return Refuse("金额", row.Text(kAmount), "金额读不懂", "应如 400.00");
    if (*amount != *taken.line->amount)
      return Refuse("金额", row.Text(kAmount), "与发出的 " + taken.line->amount->ToYuan() + " 元不同",
                    "请向银行核实；部分到账的须由银行退回后重发");
    if (!result) return Refuse("结果", row.Text(kResult), "看不懂成功还是失败", "应为“成功”或“失败”");
    taken.paid = *result;
    if (const auto text = row.Text(kDay); !text.empty()) {
      taken.day = Date::Parse(text.substr(0, 10));
      if (!taken.day) return Refuse("日期", text, "日期读不懂", "应如 2026-09-10");
      if (*taken.day > as_of_) return Refuse("日期", text, "日期在今天以后", "请向银行核实入账日期");
      if (*taken.day < released_on_)
        return Refuse("日期", text, "日期早于核放的 " + released_on_.ToString(), "请核对是不是这一批的回盘");
    }
    if (taken.line->state != "waiting") {
      if ((taken.line->state == "paid") == taken.paid) return;  // the same receipt again
      return Refuse("结果", row.Text(kResult), "与以前的回盘相反", "到账后又退回的，请在申请里责令追回");
    }
    taken.failure = std::string(CutText(row.Text(kFailure), 300));
    taken.reference = std::string(CutText(row.Text(kReference), 100));
    taken_.push_back(std::move(taken));
  }
  const std::vector<Taken>& taken() const { return taken_; }

 private:
  struct Seen {
    std::int64_t row;
    std::optional<bool> paid;
  };
  // Twice the same is a slip of the bank's list. Twice the contrary says nothing of the payment: then neither counts.
  void RefuseTwin(std::int64_t position, Seen& before, std::optional<bool> paid) {
    const std::string number = std::to_string(position);
    if (before.paid && before.paid == paid)
      return Refuse("序号", number, "同一序号出现两次，只取第一次", "请向银行核实");
    const std::string reason = "同一序号出现两次，结果不同，都不取";
    before.paid.reset();
    const auto took =
        std::find_if(taken_.begin(), taken_.end(), [&](const Taken& one) { return one.line->position == position; });
    if (took != taken_.end()) {
      taken_.erase(took);
      receipt_.problems.push_back({before.row, "序号", number, reason, "请向银行核实"});
    }
    Refuse("序号", number, reason, "请向银行核实");
  }
  static std::optional<std::int64_t> ParseInteger(std::string_view text) {
    if (text.empty() || text.size() > 9) return std::nullopt;
    std::int64_t n = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return std::nullopt;
      n = n * 10 + (c - '0');
    }
    return n;
  }
  void Refuse(std::string column, std::string_view value, std::string reason, std::string cure) {
    receipt_.problems.push_back(
        {number_, std::move(column), std::string(CutText(value, 100)), std::move(reason), std::move(cure)});
  }

  const PaymentBatch& batch_;
  const Date released_on_, as_of_;
  Receipt& receipt_;
  std::map<std::int64_t, const Payment*> by_position_;
  std::map<std::int64_t, Seen> seen_;  // by position
  std::vector<Taken> taken_;
  std::int64_t number_ = 0;
};

Status Settle(Store& store, UnitOfWork& work, const PaymentBatch& batch, const Taken& taken, Date as_of) {
  Payment line = *taken.line;
  line.state = taken.paid ? "paid" : "failed";
  line.failure = taken.paid ? std::string() : taken.failure.empty() ? "银行没有写原因" : taken.failure;
  line.bank_reference = taken.reference;
  line.settled_on = taken.day.value_or(as_of);
  work.About(batch.county_id, "payment.settle", "payment_batch", batch.id);
  TRY(work.Update(*taken.line, line));
  const auto claim = TRY(store.Get<SubsidyClaim>(Program(), line.claim_id));
  const auto decision = TRY(store.Get<LedgerEntry>(Program(), claim.decision_id));
  const auto* row = FindTransition(taken.paid ? "pay" : "fail", claim);
  if (row == nullptr) return Fail(kWrongState, "申请已不在发放中");
  SubsidyClaim after = claim;
  TRY(Move(work, *row, taken.paid ? batch.number : batch.number + "：" + line.failure, claim, after));
  LedgerEntry entry = EntryOf(claim, decision, taken.paid ? "payment" : "failure", taken.paid ? *line.amount : Fen(0),
                              work, *line.settled_on);
  entry.reason = line.failure;
  return work.Insert(entry);
}

}  // namespace

Result<Receipt> TakeReceipt(Store& store, const Scope& scope, const Uuid& id, const std::string& path, Date as_of) {
  const auto before = TRY(store.Get<PaymentBatch>(ClaimScope(scope), id));
  if (before.state != "released" && before.state != "settled")
    return Fail(kWrongState, "核放以后才有回盘", "请先核放，把文件交给银行");
  const auto lines = TRY(PaymentsOf(store, before));
  Receipt receipt;
  ReceiptReader reader(before, lines, receipt, as_of);
  auto rows = TRY(table::ReadTable(path, ReceiptHeader()));
  while (TRY(rows.Next())) {
    if (receipt.rows > kBatchLinesMax * 2) return Fail(kTooLarge, "回盘的行数远多于这一批的笔数", "请核对文件");
    reader.Row(rows);
  }
  std::stable_sort(receipt.problems.begin(), receipt.problems.end(),
                   [](const auto& a, const auto& b) { return a.row < b.row; });
  receipt.batch = before;
  std::int64_t paid = before.paid->value(), failed = before.failed->value();
  std::int64_t settled = 0;
  for (const auto& line : lines) settled += line.state != "waiting";
  for (const auto& taken : reader.taken()) {
    (taken.paid ? receipt.paid : receipt.failed) += 1;
    (taken.paid ? paid : failed) += taken.line->amount->value();
  }
  settled += static_cast<std::int64_t>(reader.taken().size());
  receipt.waiting = static_cast<int>(before.lines - settled);
  if (reader.taken().empty()) return receipt;
  PaymentBatch after = before;
  after.paid = Fen(paid);
  after.failed = Fen(failed);
  after.state = receipt.waiting == 0 ? "settled" : "released";
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope), "receipt/" + before.number));
  work.About(before.county_id, "payment.receipt", "payment_batch", before.id);
  TRY(work.Update(before, after));
  for (const auto& taken : reader.taken()) TRY(Settle(store, work, before, taken, as_of));
  TRY(work.Commit());
  receipt.batch = after;
  return receipt;
}

}  // namespace gq::claims
