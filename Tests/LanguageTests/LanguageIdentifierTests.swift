import Foundation
import Testing

@testable import Language

@Suite struct LanguageIdentifierTests {
    private let identifier = LanguageIdentifier()

    /// Sentences written for this test.
    @Test(arguments: [
        ("en", "The virus spreads through droplets when an infected person coughs."),
        ("de", "Das Virus verbreitet sich durch Tröpfchen, wenn ein Kranker hustet."),
        ("fr", "Le virus se transmet par les gouttelettes quand une personne malade tousse."),
        ("es", "El virus se transmite por las gotitas cuando una persona enferma tose."),
        ("it", "Il virus si trasmette con le goccioline quando una persona malata tossisce."),
        ("nl", "Het virus verspreidt zich via druppeltjes wanneer een zieke hoest."),
        ("pl", "Wirus rozprzestrzenia się drogą kropelkową, gdy chory kaszle."),
        ("tr", "Virüs, hasta bir kişi öksürdüğünde damlacıklar yoluyla yayılır."),
        ("vi", "Vi rút lây lan qua các giọt bắn khi người bệnh ho."),
        ("ru", "Вирус распространяется воздушно-капельным путём, когда больной кашляет."),
        ("uk", "Вірус поширюється повітряно-крапельним шляхом, коли хворий кашляє."),
        ("bg", "Вирусът се разпространява по въздушно-капков път, когато болният кашля."),
        ("ar", "ينتشر الفيروس عن طريق الرذاذ عندما يسعل الشخص المصاب"),
        ("fa", "این ویروس از طریق قطرات هنگام سرفه بیمار پخش می‌شود"),
        ("hi", "जब कोई बीमार व्यक्ति खाँसता है तो वायरस बूंदों से फैलता है।"),
        ("el", "Ο ιός μεταδίδεται με σταγονίδια όταν βήχει ο ασθενής."),
        ("he", "הנגיף מתפשט דרך טיפות כאשר חולה משתעל."),
        ("zh", "当病人咳嗽时,病毒通过飞沫传播。"),
        ("ja", "患者が咳をすると、ウイルスは飛沫によって広がる。"),
        ("ko", "환자가 기침을 하면 바이러스가 비말을 통해 퍼진다."),
        ("th", "ไวรัสแพร่กระจายผ่านละอองฝอยเมื่อผู้ป่วยไอ"),
        ("am", "ቫይረሱ በሽተኛው ሲያስል በጠብታዎች ይተላለፋል"),
    ])
    func tellsLanguages(_ code: String, _ text: String) {
        #expect(identifier.identify(text).code == code)
    }

    @Test func biomedicalEnglishStaysEnglish() {
        for text in [
            "SARS-CoV-2 ORF3a, ORF7b and NSP1 bind ACE2, TMPRSS2 and IFITM3 in HEK293T cells (p < 0.001).",
            "We cloned pCAGGS-ECFP (GenBank AY598454) into BamHI-digested pcDNA3.1 and transfected Vero E6 cells.",
            "IL-6, TNF-α, IFN-γ and CXCL10 were raised at 24 h, 48 h and 72 h.",
            "In vitro and in vivo, Staphylococcus aureus and Escherichia coli were resistant to it.",
        ] {
            #expect(identifier.identify(text).code == "en", "\(text)")
        }
        #expect(identifier.identify("RESULTS AND DISCUSSION OF THE FINDINGS").code == "en")
    }

    @Test func nothingToTell() {
        for text in ["", "   ", "12.5 % ± 3 (n = 4)".filter { !$0.isLetter }, "😀 — …"] {
            #expect(identifier.identify(text) == .undetermined)
        }
    }

    @Test func longTextIsSampled() {
        let english = String(repeating: "The patients were treated with the drug for two weeks. ", count: 20_000)
        #expect(identifier.identify(english).code == "en")
        #expect(identifier.identify(english).confidence > 0.99)
        let chinese = String(repeating: "病毒通过飞沫传播", count: 5_000)
        #expect(identifier.identify(chinese).code == "zh")
    }

    @Test func confidenceIsAProbability() {
        var random = SeededGenerator(seed: 7)
        let codes = Set(LanguageIdentifier.languages)
        #expect(codes.count == LanguageIdentifier.languages.count && codes.count >= 75)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...3_000, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 97...122, using: &random)
            }
            let guess = bytes.withUnsafeBufferPointer(identifier.identify)
            #expect((0...1).contains(guess.confidence))
            #expect(guess.code == "und" || codes.contains(guess.code))
        }
    }

    /// Folding agrees with Unicode's for the letters of the classifier's scripts.
    @Test func lowerCaseIsUnicodes() {
        for value in UInt32(0x41)...0x58F {
            guard let scalar = Unicode.Scalar(value), Script.of(value) != nil else { continue }
            let wanted = scalar.properties.lowercaseMapping.unicodeScalars
            // Two letters' capitals fold apart from Unicode, and the digraphs of U+01C4 have title case.
            guard wanted.count == 1, let lower = wanted.first, !(0x181...0x1DC).contains(value),
                value < 0x220 || value > 0x24F,
                !(0x370...0x3FF).contains(value), value != 0x1E9E, !(0x1F1...0x1F2).contains(value),
                !(0x1F6...0x1F7).contains(value)
            else { continue }
            #expect(Script.lowercased(value) == lower.value, "U+\(String(value, radix: 16))")
        }
    }

    /// The other half of the sentences that the profiles were counted from.
    @Test(.enabled(if: SharedData.has("text/language/en.txt"), "no shared data: sentences in 75 languages"))
    func heldOutAccuracy() throws {
        var right = (sentences: 0, paragraphs: 0)
        var rightEnglish = (sentences: 0, paragraphs: 0)
        var count = (sentences: 0, paragraphs: 0)
        for file in try SharedData.files(in: "text/language", extension: "txt") {
            let language = file.deletingPathExtension().lastPathComponent
            var paragraph = ""
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            for (index, line) in lines.enumerated() where index % 2 == 1 {
                let code = identifier.identify(String(line)).code
                count.sentences += 1
                right.sentences += code == language ? 1 : 0
                rightEnglish.sentences += (code == "en") == (language == "en") ? 1 : 0
                paragraph += " " + line
                guard paragraph.unicodeScalars.count > 300 else { continue }
                let whole = identifier.identify(paragraph).code
                count.paragraphs += 1
                right.paragraphs += whole == language ? 1 : 0
                rightEnglish.paragraphs += (whole == "en") == (language == "en") ? 1 : 0
                paragraph = ""
            }
        }
        func share(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(whole) }
        // Some files hold English sentences: 17 "Urdu" ones, four "Catalan" ones; they count as wrong here.
        #expect(share(rightEnglish.paragraphs, count.paragraphs) >= 0.995)
        #expect(share(rightEnglish.sentences, count.sentences) >= 0.995)
        #expect(share(right.paragraphs, count.paragraphs) >= 0.975)
        #expect(share(right.sentences, count.sentences) >= 0.945)
    }

    /// Paragraphs of English articles; what is too short to tell is left out.
    @Test(.enabled(if: SharedData.has("cord19/articles"), "no shared data: articles"))
    func articlesAreEnglish() throws {
        struct Article: Decodable {
            struct Block: Decodable { let text: String }
            let bodyText: [Block]
            enum CodingKeys: String, CodingKey { case bodyText = "body_text" }
        }
        var others: [String] = []
        var count = 0
        let files = try SharedData.files(in: "cord19/articles", extension: "json")
        for file in stride(from: 0, to: files.count, by: SharedData.stride).map({ files[$0] }) {
            let article = try JSONDecoder().decode(Article.self, from: Data(contentsOf: file))
            for block in article.bodyText where block.text.utf8.count >= 100 {
                count += 1
                if identifier.identify(block.text).code != "en" { others.append(String(block.text.prefix(80))) }
            }
        }
        #expect(count * SharedData.stride > 1_500)
        #expect(others.isEmpty, "\(others)")
    }
}
