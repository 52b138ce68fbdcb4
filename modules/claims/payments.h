// Payment batches: approved claims of one payer and pool, released by a second account, a sealed file for the bank, the
// bank's receipt back line by line (HN-14; policies.md §2 "exact fen"). Thread-safety: from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "modules/claims/service.h"

namespace gq::claims {

inline constexpr int kBatchLinesMax = 5000;

struct LeftOut {
  Uuid claim_id;
  std::string name, reason;
};
struct Composed {
  std::vector<PaymentBatch> batches;  // one a payer and pool
  std::vector<LeftOut> left_out;      // no account, account of two people: they stay approved
};
// `claims`: approved ones; empty: all of the range. kNotYet when none can be paid.
Result<Composed> Compose(Store& store, const Scope& scope, const std::filesystem::path& folder,
                         const std::vector<Uuid>& claims);
// By another account than composed it.
Result<PaymentBatch> Release(Store& store, const Scope& scope, const Uuid& id);
// Before the release: its claims are approved again.
Result<PaymentBatch> Cancel(Store& store, const Scope& scope, const Uuid& id);
// The file for the bank, after the release: UTF-8 CSV, every cell quoted text, yuan with two digits. Written to `to`
// (0600); the reading is recorded as an event. kBadSeal when the kept file is not what was composed.
Status OpenBankFile(Store& store, const Scope& scope, const std::filesystem::path& folder, const Uuid& id,
                    const std::filesystem::path& to);

struct ReceiptProblem {
  std::int64_t row = 0;
  std::string column, value, reason, cure;
};
struct Receipt {
  PaymentBatch batch;
  int rows = 0, paid = 0, failed = 0, waiting = 0;  // waiting: lines without an answer so far
  std::vector<ReceiptProblem> problems;             // rows that were not taken
};
// CSV or XLSX with 序号 (or 明细号), 金额, 结果 (成功/失败), and 账号, 原因, 流水号, 日期 where the bank has them. Good
// rows are taken in one transaction; the others come back with row, column, reason and cure. The same receipt again
// changes nothing.
Result<Receipt> TakeReceipt(Store& store, const Scope& scope, const Uuid& id, const std::string& path, Date as_of);

Result<std::vector<Payment>> PaymentsOf(Store& store, const PaymentBatch& batch);

}  // namespace gq::claims
