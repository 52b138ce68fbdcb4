#include "modules/demo/employers.h"

#include <algorithm>
#include <set>

#include "base/credit_code.h"
#include "modules/demo/names.h"

namespace gq::demo {

namespace {

constexpr Trade kTrades[] = {{"electronics", "电子装配", "C", "电子科技", 4200, 6500, ""},
                             {"general", "普工", "C", "实业", 3800, 5800, ""},
                             {"sewing", "缝纫", "C", "服饰", 4000, 7000, ""},
                             {"shoes", "制鞋", "C", "鞋业", 4000, 6500, ""},
                             {"welder", "焊工", "C", "重工", 5500, 9000, "焊工证"},
                             {"electrician", "电工", "C", "电气设备", 5000, 8000, "电工证"},
                             {"machinist", "机械操作", "C", "机械制造", 4800, 7500, ""},
                             {"food", "食品加工", "C", "食品", 3600, 5200, "健康证"},
                             {"guard", "保安", "L", "保安服务", 3200, 4800, "保安员证"},
                             {"cleaner", "保洁", "O", "物业服务", 2600, 3800, ""},
                             {"housekeeping", "家政", "O", "家政服务", 4000, 7500, "健康证"},
                             {"pastry", "面点", "H", "餐饮管理", 3800, 6000, "健康证"},
                             {"waiter", "餐饮服务", "H", "酒店管理", 3200, 4600, "健康证"},
                             {"courier", "快递配送", "G", "物流", 4500, 8000, ""},
                             {"warehouse", "仓管", "G", "供应链", 3800, 5500, ""},
                             {"driver", "驾驶", "G", "运输", 5500, 9000, "驾驶证"},
                             {"mason", "砌筑", "E", "建筑工程", 5500, 9500, ""},
                             {"decorator", "装修", "E", "装饰工程", 5500, 9000, ""},
                             {"care", "养老护理", "Q", "康养服务", 3800, 5800, "养老护理员证"},
                             {"embroidery", "苗绣织锦", "C", "民族工艺", 2400, 4200, ""},
                             {"farming", "种植", "A", "农业开发", 2200, 3600, ""},
                             {"customer_service", "客服", "I", "信息服务", 3500, 5200, ""}};

constexpr std::string_view kWords[] = {"华", "鑫", "恒", "盛", "宏", "瑞", "德", "泰", "明", "丰", "金", "新", "永",
                                       "佳", "兴", "茂", "达", "隆", "利", "康", "源", "和", "诚", "荣", "嘉", "通"};
constexpr std::uint32_t kPerDestination[kDestinations] = {70, 60, 35, 75, 60};

const Trade& TradeFor(Draw& draw, Destination group) {
  if (group == kXiangxi && draw.Chance(350)) return kTrades[19 + draw.Below(2)];
  return kTrades[draw.Early(std::size(kTrades))];
}

}  // namespace

std::span<const Trade> Trades() { return kTrades; }

std::string MakeCreditCode(Draw& draw, std::string_view kind, int region6) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string organisation = "MA";
  for (int i = 0; i < 6; ++i) organisation += kAlphabet[draw.Below(31)];
  std::string code =
      std::string(kind) + std::to_string(region6) + organisation + OrganisationCheckCharacter(organisation);
  return code + CreditCheckCharacter(code);
}

Employers Employers::Build(std::uint64_t seed, const Places& places) {
  Employers employers;
  std::set<std::string> names;
  for (std::uint8_t group = 0; group < kDestinations; ++group) {
    for (std::uint32_t i = 0; i < kPerDestination[group]; ++i) {
      const auto index = static_cast<std::uint32_t>(employers.all.size());
      Draw draw(seed, 1, index);
      const auto destination = static_cast<Destination>(group);
      const auto& cities = places.cities(destination);
      Employer firm;
      firm.city = &cities[draw.Early(static_cast<std::uint32_t>(cities.size()))];
      firm.trade = &TradeFor(draw, destination);
      const bool cooperative = firm.trade->code == "farming";
      do {
        firm.short_name =
            std::string(draw.Pick(kWords)) + std::string(draw.Pick(kWords)) + std::string(firm.trade->firm_word);
        firm.name = firm.city->label + (group == kXiangxi && !cooperative ? "县" : "市");
        if (firm.city->label == "湘西" || firm.city->label == "吉首" || group != kXiangxi) firm.name = firm.city->label;
        firm.name += firm.short_name + (cooperative ? "专业合作社" : "有限公司");
      } while (!names.insert(firm.name).second);
      firm.credit_code = MakeCreditCode(draw, cooperative ? "93" : "91",
                                        firm.city->code.county6() == 433191 ? 433101 : firm.city->code.county6());
      firm.contact = std::string(Surname(draw, 2)) + GivenName(draw, draw.Chance(600), true);
      firm.phone = "1" + std::to_string(3'000'000'000ULL + draw.Next() % 6'990'000'000ULL);
      firm.ownership = cooperative        ? "合作社"
                       : draw.Chance(850) ? "民营企业"
                       : draw.Chance(500) ? "外资企业"
                                          : "国有企业";
      firm.staff = draw.Between(group == kXiangxi ? 12 : 80, group == kXiangxi ? 300 : 3500);
      firm.base_enterprise = group == kFuzhou ? i < 12 : draw.Chance(120);
      firm.base_level = !firm.base_enterprise ? "" : draw.Chance(300) ? "省级" : "县级";
      employers.in[group].push_back(index);
      employers.all.push_back(std::move(firm));
    }
  }
  return employers;
}

std::vector<Post> BuildPosts(std::uint64_t seed, const Employers& employers, std::uint32_t workers, Date as_of) {
  static constexpr std::string_view kEducation[] = {"", "", "小学", "初中", "初中", "初中", "高中", "中专", "大专"};
  static constexpr std::string_view kCounties[] = {"433101", "433122", "433123", "433124",
                                                   "433125", "433126", "433127", "433130"};
  const int usual = std::max<int>(1, static_cast<int>(workers / 5 / Employers::kPosts));
  std::vector<Post> posts;
  for (std::uint32_t i = 0; i < Employers::kPosts; ++i) {
    Draw draw(seed, 2, i);
    Post post;
    post.employer = draw.Below(Employers::kCount);
    const Employer& firm = employers.all[post.employer];
    post.trade = draw.Chance(700) ? firm.trade : &draw.Pick(kTrades);
    char number[16];
    std::snprintf(number, sizeof number, "G%05u", i + 1);
    post.id = number;
    post.name = std::string(post.trade->zh) + (draw.Chance(300) ? "（长白班）" : draw.Chance(200) ? "（两班倒）" : "");
    post.openings = 1 + static_cast<int>(draw.Below(static_cast<std::uint32_t>(2 * usual)));
    const bool local = firm.city->group == kXiangxi;
    post.wage_min = (post.trade->wage_low + draw.Between(-4, 8) * 100) * (local ? 3 : 4) / 4 / 100 * 100;
    post.wage_max = post.wage_min + draw.Between(3, 25) * 100;
    post.piece_rate = post.trade->industry == "C" && draw.Chance(350);
    post.age_min = draw.Chance(700) ? 18 : 16;
    post.age_max = draw.Chance(150) ? 35 : draw.Chance(600) ? 50 : 55;
    post.education = draw.Pick(kEducation);
    post.certificate = draw.Chance(600) ? post.trade->certificate : "";
    post.health = draw.Chance(800) ? "健康" : "";
    post.dormitory = !local && draw.Chance(850);
    post.canteen = draw.Chance(local ? 400 : 800);
    post.couple_room = post.dormitory && draw.Chance(300);
    post.valid_from = as_of.AddDays(-draw.Between(0, 60));
    post.valid_to = as_of.AddDays(draw.Chance(950) ? draw.Between(5, 90) : -draw.Between(1, 5));
    if (draw.Chance(120)) post.reserved_region = draw.Pick(kCounties);
    // The bases in Fuzhou keep half of their posts for Dingxi (FD-13).
    Draw kept(seed, 3, i);
    if (firm.city->group == kFuzhou && firm.base_enterprise) post.reserved_region = kept.Chance(500) ? "621100" : "";
    for (int n = draw.Between(0, 3); n > 0; --n) {
      const std::string county(draw.Pick(kCounties));
      const int staff = draw.Between(1, 40);
      if (post.staff_by_origin.find(county) != std::string::npos) continue;
      post.staff_by_origin += (post.staff_by_origin.empty() ? "" : ";") + county + ":" + std::to_string(staff);
    }
    posts.push_back(std::move(post));
  }
  return posts;
}

}  // namespace gq::demo
