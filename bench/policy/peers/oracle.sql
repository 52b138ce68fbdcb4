-- The catalogue once more, written by hand from the articles and not from rules/: the oracle of policy_oracle_test.
-- One query a rule, after a line "-- @R-...": r, outcome, yuan. Figures stand here as the documents have them; what the
-- documents leave open is 12.5, as the test sets it. `people` holds one column for every input of rules/README.md.

-- Who is asked about: without a record nothing can be judged; who is outside is refused, who is not known is reviewed.
CREATE MACRO whose(recorded, home, category) AS
  CASE WHEN NOT recorded THEN 'review'
       WHEN home = 'no' THEN 'refuse' WHEN home = 'unknown' THEN 'review'
       WHEN category = 'no' THEN 'refuse' WHEN category = 'unknown' THEN 'review' END;
CREATE MACRO in_place(place) AS CASE place WHEN 'no' THEN 'refuse' WHEN 'unknown' THEN 'review' END;
CREATE MACRO shown(paper) AS CASE WHEN NOT paper THEN 'review' END;
CREATE MACRO months(have, need) AS CASE WHEN have < need THEN 'refuse' END;

-- @R-XX17a 标准上浮 70%
SELECT r, coalesce(whose(has_person, origin, "group"), shown(standard > 0), 'pay') AS outcome, standard * 17 / 10 AS yuan FROM people
-- @R-XX17b 标准的 40%
SELECT r, coalesce(whose(has_person, origin, "group"), shown(standard > 0), 'pay') AS outcome, standard * 4 / 10 AS yuan FROM people
-- @R-XX17c 到课每天 10 元
SELECT r, coalesce(whose(has_person, origin, "group"), shown(course_days > 0), 'pay') AS outcome, course_days * 10 AS yuan FROM people
-- @R-XX17d 半年以上培训，初、中级证书，1500 元
SELECT r, coalesce(whose(has_person, origin, "group"), shown(has_period), months(period_months, 6),
                   CASE WHEN shows_primary OR shows_intermediate THEN 'pay' WHEN shows_advanced THEN 'refuse' ELSE 'review' END) AS outcome, 1500 AS yuan FROM people
-- @R-XX18a “两后生” 2500 元
SELECT r, coalesce(whose(has_person, origin, "group"), shown(shows_vocational_student), 'pay') AS outcome, 2500 AS yuan FROM people
-- @R-XX18b 特困学生 2000 元
SELECT r, coalesce(whose(has_person, origin, "group"), shown(shows_hardship_student), 'pay') AS outcome, 2000 AS yuan FROM people
-- @R-XX19 每户 10 万元以下贷款贴息
SELECT r, coalesce(whose(has_person, origin, 'yes'), shown(shows_returnee AND claimed > 0 AND has_period AND amount_known), 'pay') AS outcome,
       least(claimed, 100000) * 12.5 * period_months AS yuan FROM people
-- @R-XX20 据实，省外 400、省内 200、州内县外 100，县内没有
SELECT r, coalesce(whose(has_spell, origin, "group"), CASE tier WHEN 'county' THEN 'refuse' WHEN 'unknown' THEN 'review' END,
                   CASE WHEN receipts = 0 THEN 'refuse' WHEN NOT has_contract OR fare = 0 THEN 'review' ELSE 'pay' END) AS outcome,
       least(fare, CASE tier WHEN 'outside' THEN 400 WHEN 'province' THEN 200 ELSE 100 END) AS yuan FROM people
-- @R-XX23 稳定就业 1 年、跟踪 1 年，300 元
SELECT r, coalesce(whose(has_spell, origin, "group"), months(months_on_post, 12), shown(has_broker AND tracked), 'pay') AS outcome, 300 AS yuan FROM people
-- @R-XX24 州内企业用工 1 年、合同、社保，1000 元
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), months(months_on_post, 12), shown(has_contract AND insured = 'throughout'), 'pay') AS outcome, 1000 AS yuan FROM people
-- @R-GY1 岗前培训并吸纳，1000 元
SELECT r, coalesce(whose(has_spell, origin, "group"), shown(has_contract AND course_days > 0), 'pay') AS outcome, 1000 AS yuan FROM people
-- @R-GY2 创业培训，1500 元
SELECT r, coalesce(whose(has_person, origin, "group"), shown(shows_starter AND course_days > 0), 'pay') AS outcome, 1500 AS yuan FROM people
-- @R-GY3 免费介绍、合同、稳定 6 个月，300 元
SELECT r, coalesce(whose(has_spell, origin, "group"), CASE WHEN fee_taken = 'yes' THEN 'refuse' END, months(months_on_post, 6),
                   shown(fee_taken = 'no' AND has_contract AND has_broker), 'pay') AS outcome, 300 AS yuan FROM people
-- @R-GY4 20 万元贴息，连续 3 年
SELECT r, coalesce(whose(has_person, origin, "group"), shown(shows_starter AND claimed > 0 AND has_period), CASE WHEN year_number > 3 THEN 'refuse' END, shown(amount_known), 'pay') AS outcome,
       least(claimed, 200000) * 12.5 * 12 AS yuan FROM people
-- @R-GY5 1 年以上合同并参保，1000 元
SELECT r, coalesce(whose(has_spell, origin, "group"), shown(contract_term = 'fixed'), months(contract_months, 12), shown(insured <> 'none'), 'pay') AS outcome, 1000 AS yuan FROM people
-- @R-GY6 新吸纳 10 名以上，5 万元
SELECT r, CASE WHEN newly_hired >= 10 THEN 'pay' ELSE 'refuse' END AS outcome, 50000 AS yuan FROM people
-- @R-GY7 公益性岗位每月 300 元
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(public_post), shown(shows_hard_to_employ), CASE month_worked WHEN 'no' THEN 'refuse' WHEN 'partly' THEN 'review' END, 'pay') AS outcome, 300 AS yuan FROM people
-- @R-GY8 不超过 10 万元
SELECT r, coalesce(shown((shows_graduate OR shows_returnee) AND shows_village_start AND claimed > 0), 'pay') AS outcome, least(claimed, 100000) AS yuan FROM people
-- @R-GY9 返乡企业，1 年以上合同
SELECT r, coalesce(whose(has_spell, origin, "group"), shown(shows_returnee_firm AND contract_term = 'fixed'), months(contract_months, 12), shown(insured <> 'none'),
                   CASE month_worked WHEN 'no' THEN 'refuse' WHEN 'partly' THEN 'review' END, shown(amount_known), 'pay') AS outcome, 12.5 + 12.5 AS yuan FROM people
-- @R-FZ0 资格，不发钱
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), 'review') AS outcome, 0 AS yuan FROM people
-- @R-FZ1 超过 50 人 10 万元，每增加 50 人再加 10 万元
SELECT r, CASE WHEN headcount > 50 THEN 'pay' ELSE 'refuse' END AS outcome, (headcount // 50) * 100000 AS yuan FROM people
-- @R-FZ2 满三个月，每月 600 元，最多 6 个月
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), CASE WHEN reserved_post = 'no' OR base_enterprise = 'no' THEN 'refuse' END, months(months_on_post, 3),
                   shown(reserved_post = 'yes' AND base_enterprise = 'yes'), 'pay') AS outcome, least(months_on_post, 6) * 600 AS yuan FROM people
-- @R-FZ3 首次来榕，满 3 个月 3000 元，满 6 个月再 9000 元
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), CASE WHEN first_time_in = 'no' THEN 'refuse' END, months(months_on_post, 3), shown(first_time_in = 'yes'), 'pay') AS outcome,
       CASE WHEN months_on_post >= 6 THEN 12000 ELSE 3000 END AS yuan FROM people
-- @R-FZ4 建站 3 万元，每年 3 万元
SELECT r, coalesce(shown(shows_station AND year_number > 0), 'pay') AS outcome, 30000 + 30000 * year_number AS yuan FROM people
-- @R-FZ7a 没有写金额
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), shown(amount_known), 'pay') AS outcome, 12.5 AS yuan FROM people
-- @R-FZ7b 没有写金额
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), shown(amount_known), 'pay') AS outcome, 12.5 AS yuan FROM people
-- @R-FZ7c 没有写金额
SELECT r, coalesce(whose(has_spell, origin, "group"), in_place(workplace), shown(has_broker AND amount_known), 'pay') AS outcome, 12.5 AS yuan FROM people
-- @R-HN1a 没有写金额
SELECT r, coalesce(whose(has_spell, origin, "group"), shown(has_contract AND amount_known), 'pay') AS outcome, 12.5 AS yuan FROM people
-- @R-HN1b 没有写金额
SELECT r, coalesce(whose(has_person, origin, "group"), shown(course_days > 0 AND amount_known), 'pay') AS outcome, course_days * 12.5 AS yuan FROM people
