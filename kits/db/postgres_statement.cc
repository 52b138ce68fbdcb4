// Prepared statements of PostgreSQL: parameters, streaming, the forms of a text by parameter types.
#include <endian.h>

#include <algorithm>
#include <cstring>

#include "kits/db/postgres_connection.h"

namespace gq::db {

namespace {

constexpr int kDiscardedRowsMax = 2000;  // reading more than these to their end costs more than a cancel request

Oid TypeOf(const Param& param) {
  switch (param.kind) {
    case Param::Kind::kNull:
      return 0;
    case Param::Kind::kInteger:
      return kInt8Type;
    case Param::Kind::kDouble:
      return kFloat8Type;
    case Param::Kind::kText:
      return kTextType;
    case Param::Kind::kBlob:
      return kByteaType;
  }
  return 0;
}

bool Fits(const PreparedForm& form, Params params) {
  if (form.types.size() != params.size()) return false;
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (!(params[i].kind == Param::Kind::kNull) && form.types[i] != TypeOf(params[i])) return false;
  }
  return true;
}

std::string BigEndian(std::uint64_t n) {
  n = htobe64(n);
  return std::string(reinterpret_cast<const char*>(&n), 8);
}

Status Encode(Params params, WireParams* wire) {
  for (const auto& param : params) {
    const char* data = nullptr;
    std::size_t length = 0;
    if (param.kind == Param::Kind::kInteger || param.kind == Param::Kind::kDouble) {
      std::uint64_t bits = static_cast<std::uint64_t>(param.integer);
      if (param.kind == Param::Kind::kDouble) std::memcpy(&bits, &param.real, 8);
      data = wire->storage.emplace_back(BigEndian(bits)).data();
      length = 8;
    } else if (param.kind != Param::Kind::kNull) {
      if (param.kind == Param::Kind::kText) TRY(CheckText(param.text));
      if (param.text.size() > 0x3fffffff) return Fail(kOther, "内容过大，数据库存不下");
      data = param.text.data() == nullptr ? "" : param.text.data();
      length = param.text.size();
    }
    wire->values.push_back(data);
    wire->lengths.push_back(static_cast<int>(length));
    wire->formats.push_back(1);
  }
  return Ok();
}

}  // namespace

std::int64_t ChangedBy(PGresult* result) {
  const std::string_view command = PQcmdStatus(result);
  if (command.rfind("SELECT", 0) == 0 || command.rfind("FETCH", 0) == 0) return 0;
  const char* changed = PQcmdTuples(result);
  return changed != nullptr && *changed != '\0' ? std::atoll(changed) : 0;
}

PostgresStatement::~PostgresStatement() {
  Discard();
  if (generation_ != connection_.generation()) return;
  for (auto& form : forms_) connection_.Forget(std::move(form.name));
}

Status PostgresStatement::Bind(int parameter, const Param& value) {
  if (parameter < 1 || parameter > parameters())
    return Fail(kStatement, "没有第 " + std::to_string(parameter) + " 个参数");
  const auto index = static_cast<std::size_t>(parameter - 1);
  owned_[index] = value.text;
  params_[index] = value;
  params_[index].text = owned_[index];
  return Ok();
}

Status PostgresStatement::BindAll(Params values) {
  TRY(CheckCount(values.size(), parameters()));
  params_.assign(values.begin(), values.end());
  return Ok();
}

Result<const PreparedForm*> PostgresStatement::FormFor(Params params, WireParams* wire) {
  TRY(Encode(params, wire));
  if (generation_ != connection_.generation()) {
    forms_.clear();
    generation_ = connection_.generation();
  }
  for (const auto& form : forms_) {
    if (Fits(form, params)) return &form;
  }
  connection_.ForgetNow();
  PreparedForm form{connection_.NextName(), {}};
  bool any_null = false;
  for (const auto& param : params) {
    form.types.push_back(TypeOf(param));
    any_null = any_null || param.kind == Param::Kind::kNull;
  }
  const ResultPtr prepared(PQprepare(connection_.handle(), form.name.c_str(), translated_.c_str(),
                                     static_cast<int>(form.types.size()), form.types.data()));
  if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK)
    return Fail(ExplainPostgres(connection_.handle(), prepared.get()));
  if (any_null) {  // which types the server found for the nulls, so that values can come there next time
    const ResultPtr described(PQdescribePrepared(connection_.handle(), form.name.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK)
      return Fail(ExplainPostgres(connection_.handle(), described.get()));
    for (int i = 0; i < PQnparams(described.get()) && i < static_cast<int>(form.types.size()); ++i) {
      form.types[static_cast<std::size_t>(i)] = PQparamtype(described.get(), i);
    }
  }
  forms_.push_back(std::move(form));
  return &forms_.back();
}

Status PostgresStatement::Send() {
  TRY(connection_.MakeReady());
  WireParams wire;
  const PreparedForm* form = TRY(FormFor(params_, &wire));
  if (PQsendQueryPrepared(connection_.handle(), form->name.c_str(), wire.count(), wire.values.data(),
                          wire.lengths.data(), wire.formats.data(), 1) != 1) {
    return Fail(ExplainPostgres(connection_.handle(), nullptr));
  }
  if (streaming_) PQsetSingleRowMode(connection_.handle());
  connection_.running = this;
  return Ok();
}

Status PostgresStatement::Start() {
  TRY(Send());
  started_ = true;
  ResultPtr first(PQgetResult(connection_.handle()));
  const char* state = first != nullptr ? PQresultErrorField(first.get(), PG_DIAG_SQLSTATE) : nullptr;
  const bool stale = state != nullptr && (std::strcmp(state, "0A000") == 0 || std::strcmp(state, "26000") == 0);
  if (stale && !forms_.empty()) {  // a table changed its columns since the statement was prepared
    Discard();
    for (auto& form : forms_) connection_.Forget(std::move(form.name));
    forms_.clear();
    if (!connection_.InTransaction()) {
      TRY(Send());
      first.reset(PQgetResult(connection_.handle()));
    }
  }
  if (first != nullptr) results_.push_back(std::move(first));
  if (!streaming_) BufferRest();
  return Ok();
}

void PostgresStatement::BufferRest() {
  if (connection_.running != this) return;
  while (PGresult* result = PQgetResult(connection_.handle())) {
    results_.emplace_back(result);
    if (PQstatus(connection_.handle()) != CONNECTION_OK) break;
  }
  connection_.running = nullptr;
}

void PostgresStatement::Discard() {
  results_.clear();
  current_.reset();
  if (connection_.running != this) return;
  int rows = 0;
  while (PGresult* result = PQgetResult(connection_.handle())) {
    PQclear(result);
    if (PQstatus(connection_.handle()) != CONNECTION_OK) break;
    // Not inside a transaction: the cancelled statement would abort it.
    if (++rows != kDiscardedRowsMax || connection_.InTransaction()) continue;
    if (PGcancel* cancel = PQgetCancel(connection_.handle())) {
      char text[256];
      PQcancel(cancel, text, sizeof text);
      PQfreeCancel(cancel);
    }
  }
  connection_.running = nullptr;
}

Status PostgresStatement::TakeResult(ResultPtr result) {
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) {
    if (current_ == nullptr) TRY(CheckColumnTypes(result.get()));
    changed_ += ChangedBy(result.get());
    current_ = std::move(result);
    at_ = -1;
    return Ok();
  }
  if (status == PGRES_COMMAND_OK) {
    changed_ += ChangedBy(result.get());
    return Ok();
  }
  if (status == PGRES_EMPTY_QUERY) return Fail(kStatement, "语句是空的");
  return Fail(ExplainPostgres(connection_.handle(), result.get()));
}

Result<bool> PostgresStatement::Step() {
  if (!started_) {
    changed_ = 0;
    TRY(Start());
  }
  for (;;) {
    if (current_ != nullptr && ++at_ < PQntuples(current_.get())) {
      row_.MoveTo(current_.get(), at_);
      return true;
    }
    ResultPtr next;
    if (!results_.empty()) {
      next = std::move(results_.front());
      results_.pop_front();
    } else if (connection_.running == this) {
      next.reset(PQgetResult(connection_.handle()));
    }
    if (next == nullptr) break;
    Status status = TakeResult(std::move(next));
    if (!status) {
      Error error = std::move(status).error();
      Discard();
      started_ = false;
      return Fail(std::move(error));
    }
  }
  if (connection_.running == this) connection_.running = nullptr;
  current_.reset();
  started_ = false;
  return false;
}

void PostgresStatement::Reset() {
  Discard();
  started_ = false;
  changed_ = 0;
}

void PostgresStatement::Clear() {
  Reset();
  std::fill(params_.begin(), params_.end(), Param());
  streaming_ = true;
}

void PostgresStatement::Release() { connection_.TakeBack(this); }

}  // namespace gq::db
