// Bodies of this module's routes (kits/http/shape.h).
#pragma once

#include <vector>

#include "kits/http/shape.h"

namespace gq::api {

inline std::vector<http::Shape> WhatIfShapes() {
  return {
      {"NumberChange",
       "改一个数：规则的一个参数自某日起",
       {{"rule", "text"}, {"parameter", "text"}, {"value", "text"}, {"from?", "date?", "不写为从头改起"}}},
      {"WhatIfAsked",
       "测算：改这些数会怎样",
       {{"title?", "text"},
        {"changes?", "NumberChange[]"},
        {"drafts?", "uuid[]", "规则草案，先于改动"},
        {"basis?", "=claims|everybody", "claims：在办和办过的申请；everybody：可能符合的人全都申请，是上限"},
        {"as_of?", "date", "业务日期，缺省今天"}}},
      {"WhatIfStarted", "已开始", {{"id", "uuid"}, {"job_id", "uuid"}}},
      {"WhatIfDraft", "测算用的一份草案", {{"id", "uuid"}, {"rule", "text"}}},
      {"WhatIfLine",
       "一次测算",
       {{"id", "uuid"},
        {"title", "text"},
        {"as_of", "date?"},
        {"basis", "=claims|everybody"},
        {"changes", "NumberChange[]"},
        {"drafts", "WhatIfDraft[]"},
        {"state", "=running|done|failed"},
        {"job_id", "uuid?"},
        {"claims", "integer"},
        {"before_fen", "integer?"},
        {"after_fen", "integer?"},
        {"winners", "integer"},
        {"losers", "integer"},
        {"unit_name", "text"},
        {"created_by", "text"},
        {"created_at", "instant"}}},
      http::PageOf("WhatIfLine", "测算"),
      {"CostLine",
       "支出的一行：现在和改后的金额（分）、件数",
       {{"key", "text"},
        {"label", "text"},
        {"before_fen", "integer"},
        {"after_fen", "integer"},
        {"before", "integer"},
        {"after", "integer"}}},
      {"PoolLine",
       "一个资金池",
       {{"budget_fen", "integer?"}, {"waiting", "integer"}, {"waiting_fen", "integer"}, {"exhausted_on", "date?"}},
       "CostLine"},
      {"WhatIfFigures",
       "测算的结果；规则只列改动能影响到的",
       {{"before", "integer"},
        {"after", "integer"},
        {"by_rule", "CostLine[]"},
        {"by_county", "CostLine[]"},
        {"by_month", "CostLine[]"},
        {"by_pool", "PoolLine[]"}}},
      {"WhatIfFile", "一次测算和它的结果", {{"figures", "WhatIfFigures?"}}, "WhatIfLine"},
      {"WhatIfName",
       "测算名单的一行",
       {{"name", "text"}, {"rule_title", "text"}, {"region_name", "text"}},
       "WhatIfRow"},
      http::PageOf("WhatIfName", "测算名单"),
  };
}

}  // namespace gq::api
