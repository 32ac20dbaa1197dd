"""Words of the first page, the analyses and the comparison, in Arabic."""

from __future__ import annotations

ANALYSES = {
    "verdict": "الخلاصة",
    "verdict.utility": "الفائدة",
    "verdict.risk": "الخطر",
    "level.utility.good": "جيدة",
    "level.utility.fair": "متوسطة",
    "level.utility.poor": "ضعيفة",
    "level.utility.unknown": "غير معروفة",
    "level.risk.good": "منخفض",
    "level.risk.fair": "مرتفع نسبيًا",
    "level.risk.poor": "مرتفع",
    "level.risk.unknown": "غير معروف",
    "verdict.why": "السبب",
    "changed": "ما الذي تغيّر",
    "may": "ما يمكن استنتاجه",
    "may_not": "ما لا يمكن استنتاجه",
    "looks": "تم الاطّلاع على الحالات",
    "sizes": "حسب حجم العدد",
    "sizes.lead": (
        "تخفي الحماية ما هو نادر. تُفصل التوليفات حسب عدد من يشتركون فيها: أقل من عشرة، ثم "
        "درجات يتضاعف كل منها. وتوضع المختلقة حيث يضعها عددها في الإصدار."
    ),
    "sizes.chart": "نسبة التوليفات الباقية والغائبة حسب عدد الأشخاص: {answers}",
    "sizes.figure": "الباقية والغائبة",
    "sizes.title": "التوليفات: {answers}",
    "sizes.kept": "الباقية",
    "sizes.bias": "الانحياز",
    "measures": "مقاييس للإحصائيين",
    "measures.lead": "يُعرَّف كل مقياس في آخر الصفحة مع مرجعه.",
    "measures.overall": "إجمالًا",
    "measures.measure": "المقياس",
    "measures.value": "القيمة",
    "measures.best": "الأفضل",
    "measures.k_marginal": "درجة k الهامشية، {answers}",
    "measures.pmse": "pMSE، جميع الأعمدة، التأثيرات الرئيسية",
    "measures.pmse_ratio": "pMSE ÷ قيمته المتوقعة",
    "measures.overlap": "تداخل فترات الثقة، المتوسط",
    "measures.overlap_least": "تداخل فترات الثقة، الأدنى",
    "measures.covered": "التقديرات الواقعة في فترة الحالات",
    "measures.columns": "الأعمدة حسب نسبة pMSE، الأسوأ أولًا",
    "measures.pairs": "الأزواج حسب نسبة pMSE، الأسوأ أولًا",
    "measures.column": "العمود",
    "measures.cells": "الخلايا",
    "measures.ratio": "نسبة pMSE",
    "analyses": "تحليلات أُجريت على الجانبين",
    "analyses.lead": (
        "ما يحسبه مستخدمو مثل هذه البيانات، محسوبًا في الحالات وفي الصفوف المنشورة. "
        "يُحدَّد ما يُجرى من تحليلات بقاعدة من دليل الترميز، لا بالاطّلاع على البيانات. "
        "والفترات هي التي يحسبها مستخدم من الصفوف وحدها، فهي لا تراعي التشويش."
    ),
    "analyses.none": "ليس في دليل الترميز هذا مؤشرات ولا سنوات ولا أماكن لتحليلها.",
    "years": "الأشخاص حسب السنة",
    "years.chart": "عدد الأشخاص حسب السنة في الحالات وفي الإصدار",
    "years.year": "السنة",
    "trends": "تغيّر النسب من سنة إلى أخرى",
    "trends.outcome": "الإجابة",
    "odds": "نسب الأرجحية",
    "odds.lead": (
        "كم مرة تزيد أرجحية الإجابة في المجموعة الأولى عنها لدى الآخرين، مع فترات ثقة 95%. "
        "وتبيّن الصورة أقلها اتفاقًا."
    ),
    "odds.chart": "نسب الأرجحية وفتراتها في الحالات وفي الإصدار",
    "odds.ratio": "نسبة الأرجحية",
    "odds.among": "{outcome}: {group}",
    "odds.worst": "نسب الأرجحية الأقل اتفاقًا، وعددها {n}",
    "odds.all": "جميع نسب الأرجحية، وعددها {n}",
    "overlap": "التداخل",
    "agreement": "الاستنتاج",
    "agreement.same": "نفسه",
    "agreement.lost": "مفقود",
    "agreement.new": "جديد",
    "agreement.opposite": "معاكس",
    "routes": "أكثر المسارات تكرارًا",
    "routes.lead": "{kept} من أكثر المسارات تكرارًا، وعددها {top}، هي بين أول {top} في الإصدار.",
    "routes.chart": "عدد الأشخاص على أكثر المسارات تكرارًا",
    "routes.route": "المسار",
    "routes.rank": "الترتيب في الإصدار",
    "from_to": "من {low} إلى {high}",
    "how.sizes": "خطأ العدد، بإشارته وبدونها، في جميع التوليفات من حجم معين، والغائبة تُعد 0.",
    "how.k_marginal": (
        "1000 × (1 − متوسط مسافة التباين الكلي في جداول k من الأعمدة): NIST, Differential "
        "Privacy Synthetic Data Challenge (2018) وSDNist. والأفضل 1000."
    ),
    "how.pmse": (
        "متوسط مربع خطأ درجة الميل: مدى تمييز انحدار لوجستي للصفوف المنشورة من الحالات؛ "
        "وللعمود أو الزوج، انحدار له معامل لكل خلية. وإذا قُسم على قيمته المتوقعة لصفوف "
        "مسحوبة عشوائيًا من الحالات، فإن 1 يعني جودة عينة، والأقل أفضل؛ ومع كثرة الأشخاص "
        "تجعله الفروق الصغيرة كبيرًا. Snoke, Raab, Nowok, Dibben and Slavković, JRSS A 181 "
        "(2018)."
    ),
    "how.overlap": (
        "متوسط ما يقع من كل من فترتين لكمية واحدة في الأخرى: Karr, Kohnen, Oganian, Reiter "
        "and Sanil, The American Statistician 60 (2006)."
    ),
    "how.odds": (
        "الأرجحية: عدد من قدّموا الإجابة مقسومًا على عدد من لم يقدموها. الفترة فترة وولف، "
        "ويُضاف 0.5 إلى كل عدد إذا كان أحدها 0. أما المؤشرات التي لا تقول إلا نعم فيُسأل "
        "عنها الأشخاص الذين لهم إجابة ما في مجموعتها."
    ),
    "how.trends": "ميل خط المربعات الصغرى للنسبة عبر السنوات، بالنقاط.",
    "how.lights": (
        "تبيّن الإشارة أسوأ أسبابها. والعتبات خيارات مذكورة بجانب كل رقم، وهي تقول متى "
        "ينبغي مواصلة القراءة."
    ),
    "versus": "الإصدارات جنبًا إلى جنب",
    "versus.subtitle": "عدة إصدارات مقارنة بالحالات نفسها",
    "versus.lead": "كل عمود إصدار. وفي التقارير عن كل منها التفاصيل.",
    "versus.figure": "الرقم",
    "versus.technique": "التقنية",
    "versus.rows": "الصفوف لكل شخص",
    "versus.distance": "المسافة، {answers}",
    "versus.missing": "الغائبة، {answers}",
    "versus.common": "الغائبة، {answers}، {common} أشخاص أو أكثر",
    "versus.invented": "المختلقة، {answers}",
    "versus.error": "خطأ العدد، {answers}",
    "versus.intervals": "الفترات الصحيحة",
    "versus.odds": "نسب الأرجحية ذات الاستنتاج نفسه",
    "versus.trends": "الاتجاهات ذات الاستنتاج نفسه",
    "versus.routes": "أكثر المسارات تكرارًا الباقية",
    "versus.lights": "الإشارات",
    "versus.numbers": "الأرقام",
    "versus.distance.lead": (
        "نسبة الصفوف التي يلزم تغييرها ليقول الإصدار ما تقوله الحالات، في المتوسط على "
        "مجموعات الأعمدة."
    ),
    "versus.chart": "المسافة بين كل إصدار والحالات، حسب عدد الأعمدة",
    "versus.choice": "الاختيار اطّلاع أيضًا",
    "versus.sentence": "جملة لبيان الإصدار:",
    "technique.differential-privacy": "الخصوصية التفاضلية، ‹ε = {epsilon}›",
    "technique.k-anonymous-synthetic": "بيانات اصطناعية بإخفاء الهوية بدرجة k، ‹k = {k}›",
    "technique.k-anonymised": "إخفاء الهوية بدرجة k، ‹k = {k}›",
    "technique.unknown": "غير مذكورة",
}
"""As in :mod:`lanterne.report.analysis_texts`."""
