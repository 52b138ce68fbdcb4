#include "engines/reconcile/identities.h"

#include "engines/reconcile/table_rows.h"

namespace gq::reconcile {
namespace {

struct IdentityRows : RowsBase {
  std::vector<Identity> identities;  // rows from 0, of the segment
};

class IdentityWorker : public RowWorker<IdentityRows> {
 public:
  IdentityWorker(ByteReader& bytes, const TableHead& head, const Context& context, const Options& options)
      : RowWorker(bytes, head, context.gb18030, options), context_(context) {}

  Status Parse(std::uint64_t from, std::uint64_t limit, Segment<IdentityRows>& out) {
    return ForEachRecord(from, limit, out, [&](std::uint32_t row) { TakeRow(row, out.rows); });
  }

 private:
  void TakeRow(std::uint32_t row, IdentityRows& rows) {
    const std::string_view id = Text(Role::kId, row, rows), name = Text(Role::kName, row, rows);
    if (id.empty() && name.empty()) return rows.Reject(row, "", "", "empty");
    Identity identity;
    identity.row = row;
    identity.id = ParseId(id);
    FoldName(name, context_.variants, identity.name);
    ++rows.by_kind[static_cast<std::size_t>(identity.id.kind)];
    if (identity.id.kind == IdKind::kLost) rows.AddIssue(row, "id_number", id, "id_lost", false);
    rows.identities.push_back(std::move(identity));
  }

  const Context& context_;
};

}  // namespace

Result<TableCounts> ReadIdentities(ByteReader& bytes, TableKind kind, const Context& context, const Options& options,
                                   const IssueSink& issues, const std::function<Status(std::vector<Identity>&)>& take) {
  const TableHead head = TRY(ReadTableHead(bytes, kind, options.header_map, context.gb18030));
  ReportHeader(head, issues);
  TableCounts counts;
  counts.encoding = head.encoding;
  counts.unknown_headers = head.header.unknown;
  TRY(RunSegments<IdentityRows>(
      bytes, head.body, options, [&] { return std::make_unique<IdentityWorker>(bytes, head, context, options); },
      [&](IdentityRows& rows) -> Status {
        for (Identity& identity : rows.identities) identity.row += counts.rows + 1;
        counts.unmatched += rows.identities.size();
        rows.Report(counts, issues);
        return take(rows.identities);
      }));
  ReportFurther(counts, {IdKind::kLost}, issues);
  if (counts.rows != counts.unmatched + counts.rejected)
    return Fail(kBookkeeping, "行数对不上：读入 ≠ 接受 + 拒收", "这是程序的错误，请连同文件的结构报告");
  return counts;
}

}  // namespace gq::reconcile
