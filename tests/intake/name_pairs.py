"""Invented people: common names in spellings that are usual, and names that are not the same."""

SAME = """
Mohamed | محمد
Mohammed | Muhammad
Mohammad | Mohamed
Mohamed | মোহাম্মদ
Мухаммад | Muhammad
مُحَمَّد | محمـد
Youssef | Yusuf
Yusuf | يوسف
Jusuf | Youssef
Aicha | عائشة
Aisha | Aïcha
Ayşe | Ayse
Ayesha | Aisha
Fatima | فاطمة
Fatma | Fatima
Fatoumata | Fatumata
Khadija | خديجة
Khadidja | Khadija
Zaynab | Zineb
Zeinab | زينب
Ahmed | أحمد
Ahmad | Ахмед
Ahmet | Ahmed
Omar | عمر
Umar | Omar
Othman | عثمان
Ali | علي
Aly | Ali
Hassan | حسن
Hasan | Хасан
Xasan | Hassan
Hussein | حسين
Hossain | হোসেন
Husayn | Hussein
Ibrahim | إبراهيم
Ismail | إسماعيل
Ismaël | Ismail
Khaled | خالد
Khalid | Khaled
Mahmoud | محمود
Mehdi | مهدي
Mahdi | Mehdi
Mustafa | مصطفى
Moustapha | Mustafa
Said | سعيد
Saeed | Saïd
Samir | سمير
Walid | Oualid
Waleed | وليد
Wafa | Ouafa
Yasmine | ياسمين
Yasmin | Jasmin
Younes | يونس
Yunus | Younès
Djamila | Jamila
Gamal | Jamal
Noor | نور
Nour | Nur
Mona | منى
Muna | Mona
Huda | هدى
Houda | Hoda
Rami | رامي
Reem | ريم
Rim | Reem
Fathi | فتحي
Anouar | Anwar
Marwan | مروان
Fawzi | Faouzi
Abderrahmane | عبد الرحمن
Abd al-Rahman | Abdurrahman
Abdel Rahman | Abderrahman
Abdul Rahman | عبدالرحمن
Abdourahmane | Abdul Rahman
Abdelkader | عبد القادر
Abdulkadir | Abdul Qadir
Abdallah | عبد الله
Abdullah | Abdoulaye
Abdelaziz | عبد العزيز
Abdellatif | عبد اللطيف
Noureddine | نور الدين
Nuruddin | Nour ed-Din
Salaheddine | صلاح الدين
Saifullah | سيف الله
Abu Bakr | Aboubacar
أبو بكر | Aboubakar
الحسن | Al-Hassan
El Idrissi | الإدريسي
Elias | إلياس
Mohamed ould Ahmed | محمد ولد أحمد
Fatima bint Ali | فاطمة بنت علي
Navid | نوید
Parisa | پریسا
Farzana | فرزانه
Zahra | زهرا
Shirin | Şirin
Sergei | Сергей
Sergey | Serguei
Sergej | Sergei
Yelena | Елена
Elena | Jelena
Ekaterina | Екатерина
Yekaterina | Ekaterina
Natalya | Наталья
Natalia | Nataliya
Yuliya | Юлия
Iulia | Julia
Mikhail | Михаил
Mihail | Mikhail
Ivan | Иван
Zhanna | Жанна
Oksana | Оксана
Oleksandr | Олександр
Alexander | Александр
Svetlana | Свѣтлана
Shcherbakov | Щербаков
Tsvetana | Цветана
Paweł | Pavel
Giorgos | Γιώργος
Yannis | Γιάννης
Eleni | Ελένη
Evangelia | Ευαγγελία
Papadopoulos | Παπαδόπουλος
Aung | အောင်
Myint | မြင့်
Aung Myint Thu | အောင်မြင့်သူ
Khin Khin Win | ခင်ခင်ဝင်း
Kyaw Zin | ကျော်ဇင်
Thiha | သီဟ
Nwe Nwe Soe | နွယ်နွယ်စိုး
Maung Maung | မောင်မောင်
Hla Htun | လှထွန်း
Naing Lin | နိုင်လင်း
Sokha | សុខា
Chan Dara | ចាន់ ដារ៉ា
Sopheap | សុភាព
Vanna | វណ្ណា
Bopha | បុប្ផា
Somchai | สมชาย
Malee | มาลี
Suda | สุดา
Wang Wei | 王伟
Li Na | 李娜
Wang Xiaoming | 王小明
Zhang Xiao Mei | Zhang Xiaomei
Nguyễn | Nguyen
Nguyễn Thị Hồng | Nguyen Thi Hong
Đặng | Dang
Abebe | አበበ
Tesfaye | ተስፋዬ
Selam | ሰላም
Hiwot | ሕይወት
Rahim | রহিম
Akter | আক্তার
Khatun | খাতুন
Sharma | शर्मा
Sunita | सुनीता
Ram Kumar | राम कुमार
Lakshmi | लक्ष्मी
Singh | ਸਿੰਘ
José | Jose
Catarina | Katarina
Katarzyna | Katarzina
Souza | Sousa
De Souza | Desouza
Luiz | Luis
Gonzalez | González
Muñoz | Munoz
Maria da Silva | Maria Silva
Mary Ann | Maryann
Philip | Filip
Sofia | Sophia
Christina | Kristina
Michael | Mikhael
Elizabeth | Elisabeth
Isabella | Izabela
N'Diaye | Ndiaye
Ouattara | Wattara
Ouédraogo | Ouedraogo
Chukwu | Chuku
Ngozi | Ngosi
Blessing | BLESSING
Müller | Muller
Søren | Soren
Giorgi | გიორგი
Nino | ნინო
Armen | Արմեն
Abdulhamid | عبد الحميد
Abdelhamid | Abdul Hameed
Tariq | Tarek
Tarek | طارق
Rachid | رشيد
Rashid | Rachid
Nabil | نبيل
Nabeel | Nabil
Bilal | بلال
Hamza | حمزة
Anas | أنس
Ayoub | أيوب
Eyüp | Ayoub
Yacoub | يعقوب
Yaqoub | Yakub
Zakaria | زكريا
Zakariya | Zakaria
Souad | سعاد
Suad | Souad
Naïma | نعيمة
Latifa | لطيفة
Malika | مليكة
Hayat | حياة
Asma | أسماء
Chaima | شيماء
Shaimaa | Chaima
Ikram | إكرام
Meriem | مريم
Maryam | Mariam
Miriam | Maryam
Safiya | صفية
Sofiane | سفيان
Sufyan | Sofiane
Taieb | الطيب
Moussa | موسى
Musa | Moussa
Daoud | داود
Dawood | Daoud
Sulaiman | سليمان
Souleymane | Suleiman
Haroun | هارون
Idriss | إدريس
Ghassan | غسان
Ghada | غادة
Qasim | قاسم
Kassem | Qasim
Jaafar | جعفر
Djaafar | Jafar
Hafsa | حفصة
Mariama | Mariyama
Mamadou | Mamadu
Cheikh | Sheikh
Ousmane | Usman
Fatou | Fatu
Chinedu | Tchinedu
Kwame | Kuame
Tadesse | ታደሰ
Mulugeta | ሙሉጌታ
Tigist | ትግስት
Genet | ገነት
Zewditu | ዘውዲቱ
Anastasiya | Анастасия
Anastasia | Anastasija
Dmitriy | Дмитрий
Dmitri | Dimitri
Vladimir | Владимир
Wladimir | Vladimir
Tatyana | Татьяна
Tetiana | Тетяна
Lyudmila | Людмила
Ludmila | Liudmila
Nadezhda | Надежда
Andrei | Андрей
Andrej | Andrey
Aleksei | Алексей
Alexei | Aleksey
Maksim | Maxim
Kseniya | Ксения
Xenia | Ksenia
Ştefan | Stefan
Stephan | Stefan
Gheorghe | Georghe
Ionuț | Ionut
Dragoș | Dragos
Konstantinos | Κωνσταντίνος
Dimitris | Δημήτρης
Vasilis | Βασίλης
Kostas | Κώστας
Zaw Min | ဇော်မင်း
Yin Yin Htwe | ယဉ်ယဉ်ထွေး
Su Su | စုစု
Phyo Wai | ဖြိုးဝေ
Min Thant | မင်းသန့်
Tin Aye | တင်အေး
Ei Mon | အိမွန်
Sreymom | ស្រីមុំ
Rithy | រិទ្ធី
Vuthy | វុទ្ធី
Chantha | ចាន់ថា
Kosal | កុសល
Nattaya | ณัฐญา
Wichai | วิชัย
Kanya | กัญญา
Arun | อรุณ
Liu Yang | 刘洋
Zhao Lei | 赵磊
Chen Jing | 陈静
Trần Văn Đức | Tran Van Duc
Phạm Thị Lan | Pham Thi Lan
Lê Hoàng | Le Hoang
Nasrin | নাসরিন
Sultana | সুলতানা
Begum | বেগম
Jahangir | জাহাঙ্গীর
Rafiqul Islam | রফিকুল ইসলাম
Anjali | अंजलि
Priya | प्रिया
Suresh | सुरेश
Geeta | गीता
Vijay | विजय
Tamang | तामाङ
Gurung | गुरुङ
Gurpreet | ਗੁਰਪ੍ਰੀਤ
João | Joao
Thiago | Tiago
Gonçalves | Goncalves
Jéssica | Jessica
Jorge | Jorje
Hernández | Hernandes
Ramírez | Ramirez
Zsófia | Zsofia
Katalin | Catalin
Françoise | Francoise
Thérèse | Therese
Reza | رضا
Farhad | فرهاد
Ferhat | Farhad
Maryam | مریم
Gulnar | گلنار
Zarghuna | زرغونه
Hamidullah | حمیدالله
Hamid Ullah | Hamidullah
Najibullah | نجیب الله
Saima | صائمہ
Bibi | بی بی
Ganbold | Ганболд
Levan | ლევან
Tamar | თამარ
Hovhannes | Հովհաննես
Tanaka | たなか
Rabia | رابعة
Chafik | شفيق
Shafiq | Chafik
Toufik | توفيق
Tawfiq | Toufik
Mounir | منير
Munir | Mounir
Jihane | جيهان
Jihan | Djihane
Salma | سلمى
Hanane | حنان
Hanan | Hanane
Rajaa | رجاء
Raja | Rajae
Widad | وداد
Ouidad | Widad
Nadjib | نجيب
Najib | Nadjib
Lotfi | لطفي
Hichem | هشام
Hisham | Hicham
Wissam | وسام
Mouloud | مولود
Messaoud | مسعود
Masood | Massoud
Bouchra | بشرى
Bushra | Bouchra
Ghizlane | غزلان
Thuraya | ثريا
Soraya | ثريا
Ruqayya | رقية
Rokia | Rouqaya
Oumou | Umu
Kadiatou | Kadijatou
Issiaka | Isiaka
Boubacar | Bubakar
Seydou | Saidou
Tesfay | ተስፋይ
Mekonnen | መኮንን
Mehret | ምሕረት
Yohannes | ዮሐንስ
Johannes | Yohannes
Dawit | ዳዊት
Faadumo | Fadumo
Valentina | Валентина
Halyna | Галина
Galina | Галина
Yaroslav | Ярослав
Jaroslav | Yaroslav
Oleksii | Олексій
Viktoriia | Вікторія
Viktoria | Victoria
Bohdan | Богдан
Iryna | Ірина
Kateryna | Катерина
Olha | Ольга
Olga | Ольга
Zinaida | Зинаида
Gulnara | Гулнара
Aigul | Айгуль
Nurlan | Нурлан
Dilnoza | Дилноза
Khurshid | Хуршид
Mădălina | Madalina
Crăciun | Craciun
Țurcanu | Turcanu
Agnieszka | Agnieska
Małgorzata | Malgorzata
Nikos | Νίκος
Sofia | Σοφία
Panagiotis | Παναγιώτης
Charalampos | Χαράλαμπος
Ye Htut | ရဲထွတ်
Cho Cho | ချိုချို
Moe Moe | မိုးမိုး
Hnin Si | နှင်းစီ
Tun Tun | ထွန်းထွန်း
Nyein Chan | ငြိမ်းချမ်း
Wai Yan | ဝေယံ
Saw Lwin | စောလွင်
Bunthoeun | ប៊ុនធឿន
Srey Neang | ស្រី នាង
Ratana | រតនា
Veasna | វាសនា
Kanha | កញ្ញា
Sopha | សុផា
Apinya | อภิญญา
Wanna | วรรณา
Manee | มานี
Prasert | ประเสริฐ
Zhou Min | 周敏
Huang Jie | 黄杰
Sun Yan | 孙艳
Bùi Văn Hùng | Bui Van Hung
Nguyễn Ngọc Ánh | Nguyen Ngoc Anh
Đỗ Thị Mai | Do Thi Mai
Shahana | শাহানা
Rokeya | রোকেয়া
Mizanur Rahman | মিজানুর রহমান
Jannatul | জান্নাতুল
Monira | মনিরা
Kavita | कविता
Pooja | पूजा
Rajesh | राजेश
Deepak | दीपक
Maya Thapa | माया थापा
Harjit | ਹਰਜੀਤ
Lakshmi | లక్ష్మి
Nasreen | نسرین
Zia | ضیاء
Shabnam | شبنم
Fereshteh | فرشته
Ghulam | غلام
Qurban | قربان
Yasin | یاسین
Samina | ثمینہ
Nazia | نازیہ
Şükran | Sukran
Hüseyin | Huseyin
Hüseyin | Hussein
Çiğdem | Cigdem
Zeynep | Zaynab
Meryem | Maryam
Conceição | Conceicao
Luciana | Lusiana
Yesenia | Jesenia
Yolanda | Jolanda
Óscar | Oscar
Zoila | Soila
Guadalupe | Guadelupe
Geovanny | Giovanni
Jhon | John
Steven | Stephen
Catherine | Katherine
"""
"""Two spellings of one name, a line each."""

NOT_FOUND = """
Ibrahima | Ibrahim
Gul Jan | گل جان
Lahcen | الحسن
Amadou | Ahmadou
Yevhen | Євген
Thida | သီတာ
Siriporn | ศิริพร
Murugan | முருகன்
Ximena | Jimena
Tashi | Trashi
Cohen | כהן
Kim Min-su | 김민수
Tanaka | 田中
Abdi Hassan | Cabdi Xasan
Duangjai | ดวงใจ
Nok | นก
Bishnu | विष्णु
Emine | Amina
"""
"""Spellings of one name that are not found by each other, so that nobody believes they are."""

DIFFERENT = """
Mohamed | Mahmoud
Mohamed | Ahmed
Ahmed | Hamid
Hamid | Hamad
Khaled | Halima
Ali | Alia
Ali | Ella
Omar | Amira
Hassan | Hussein
Hassan | Ihsan
Youssef | Yassin
Youssef | Asif
Fatima | Fathi
Aicha | Issa
Samir | Samira
Karim | Akram
Karim | Karima
Rahim | Ibrahim
Salim | Salma
Salem | Islam
Jamal | Jamil
Jamila | Kamila
Kamal | Jamal
Nour | Nora
Noura | Nasra
Mona | Mina
Mina | Amina
Amina | Iman
Lina | Luna
Lina | Leon
Sara | Sahra
Sara | Zahra
Dina | Dana
Dina | Tina
Rana | Rania
Rania | Rim
Hoda | Hadi
Huda | Heidi
Walid | Khalid
Wafa | Safa
Marwan | Marwa
Mariam | Marwan
Marie | Maria
Maria | Mario
Anna | Nina
Ivan | Ivana
Ivan | Anna
Elena | Alina
Elena | Olena
Natalia | Nadia
Nadia | Nadir
Sergei | George
Sergei | Sara
Olga | Oleg
Oksana | Ksenia
Yulia | Ali
Irina | Arina
Irina | Marina
Marina | Karina
Dmitri | Demetra
Pavel | Paul
Viktor | Viktoria
Petra | Petros
Tatiana | Tania
Alexander | Alexandra
Sasha | Misha
Aung | Ung
Aung | Maung
Thu | Thuy
Win | Wai
Soe | Swe
Kyaw | Kyi
Myint | Myo
Li | Lu
Li | Lei
Wang | Wong
Wang | Weng
Zhang | Chang
Zhang | Zheng
Chen | Chan
Wei | Wu
王伟 | 王芳
李娜 | 李丽
Nguyen | Ngo
Thi | Thu
Pham | Phan
Linh | Lan
Tran | Trinh
Sokha | Sokhom
Sokha | Sopheap
Dara | Dany
Somchai | Somsak
Abebe | Abeba
Tesfaye | Tsehay
Selam | Salma
Hiwot | Hewan
Rahim | Rahman
Akter | Akash
Singh | Sangha
Kumar | Kumari
Sunita | Anita
Ram | Rama
Jose | Josefa
Catarina | Carina
Silva | Salvo
Luis | Luisa
Gonzalez | Gomez
Perez | Lopez
Garcia | Gracia
Rodriguez | Rodrigo
Isabel | Isaac
Juan | Joan
Carlos | Carla
Paula | Paul
Philip | Felipa
Christina | Christian
Michael | Michel
Daniel | Danilo
Daniel | Daniela
Peter | Pedro
Blessing | Bless
Grace | Gracia
Diallo | Dialla
Traore | Toure
Kone | Kante
Keita | Kate
Musa | Moses
عمر | عامر
سالم | سليم
حسن | حسين
منى | أمينة
كريم | كرم
"""
"""Two names that are not one, and most of them look alike; a line each."""


def pairs(text: str) -> list[tuple[str, str]]:
    """The two names of each line."""
    halves = (line.split(" | ") for line in text.splitlines() if line)
    return [(one, other) for one, other in halves]
