// Walks over the records of a segment with the scan kernel: plain ones come in batches with their keys, all others one
// by one, read in the slow and complete way.
#pragma once

#include <memory>
#include <string_view>

#include "engines/reconcile/kernel.h"
#include "engines/reconcile/table_rows.h"

namespace gq::reconcile {

// Derived has
//   void TakeScanned(std::string_view data, std::uint64_t from, const ScanBatch& batch, std::uint32_t base, Rows&
//   rows);
//     `data` are the bytes of the file from `from` on; rows of the batch are counted from `base`; odd ones are given to
//     TakeOdd
//   void TakeSlow(std::uint32_t row, Rows& rows);   // cells_ holds the record
//   void Begin();                                   // before a segment
template <typename Rows, typename Derived>
class ScannedWorker : public RowWorker<Rows> {
 public:
  ScannedWorker(ByteReader& bytes, const TableHead& head, const Gb18030& gb, const Options& options, ScanFunction scan)
      : RowWorker<Rows>(bytes, head, gb, options), scan_(scan), batch_(std::make_unique<ScanBatch>()) {
    task_.record_bytes_max = options.record_bytes_max;
    task_.id_column = head.header.Of(Role::kId);
    task_.columns = head.header.columns;
    task_.gb18030 = head.encoding == Encoding::kGb18030;
  }

  Status Parse(std::uint64_t from, std::uint64_t limit, Segment<Rows>& out) {
    const auto slow = [&](std::uint32_t row) { derived().TakeSlow(row, out.rows); };
    derived().Begin();
    while (from < limit) {
      TRY(this->window_.Require(from, 1));
      const ScanResult scanned = Scan(from, limit, out.rows);
      from += scanned.next;
      if (scanned.stop == ScanStop::kLimit) break;
      if (scanned.stop == ScanStop::kFull) continue;
      const std::size_t left = static_cast<std::size_t>(this->window_.end() - from);
      const bool whole = this->window_.AtFileEnd() || left >= this->options_.record_bytes_max;
      if (scanned.stop == ScanStop::kQuote || (whole && left > 0)) {
        from = TRY(this->OneRecord(from, out.rows, slow));
      } else if (!this->window_.AtFileEnd()) {
        TRY(this->window_.Require(from, left + 1));
      } else {
        break;
      }
    }
    out.next = from;
    return Ok();
  }

 protected:
  // Puts a plain record into cells_. False: its characters want a closer look.
  bool PutPlain(std::string_view data, std::uint64_t from, const ScanRow& plain) {
    this->offset_ = from + plain.start;
    return this->clean_ = SplitScanned(data.substr(plain.start, plain.size), static_cast<std::size_t>(task_.columns),
                                       !task_.gb18030, this->cells_);
  }

  void TakeOdd(const ScanRow& odd, std::uint64_t from, std::uint32_t base, Rows& rows) {
    const std::uint64_t at = from + odd.start;
    // Complete within the window, so this neither reads nor moves anything.
    const auto placed = ReadRecord(this->window_, at, this->options_.record_bytes_max);
    if (placed)
      this->Judge(at, *placed, base + odd.row, rows, [&](std::uint32_t row) { derived().TakeSlow(row, rows); });
  }

  ScanTask task_;

 private:
  Derived& derived() { return static_cast<Derived&>(*this); }

  ScanResult Scan(std::uint64_t from, std::uint64_t limit, Rows& rows) {
    const std::string_view data = this->window_.From(from);
    task_.data = data.data();
    task_.size = data.size();
    task_.start_limit = static_cast<std::size_t>(limit - from);
    batch_->candidates = batch_->odd = 0;
    const ScanResult scanned = scan_(task_, *batch_);
    derived().TakeScanned(data, from, *batch_, rows.rows, rows);
    rows.by_kind[static_cast<std::size_t>(IdKind::kCanonical)] += scanned.rows - batch_->odd;
    rows.rows += scanned.rows;
    rows.blank_lines += scanned.blanks;
    return scanned;
  }

  ScanFunction scan_;
  std::unique_ptr<ScanBatch> batch_;
};

}  // namespace gq::reconcile
