/// Words of ordinary English: what must not become a concept merely because some vocabulary has an entry so spelled.
///
/// Three lists, all folded. Stop words carry grammar and never match alone. Common words are everyday words that
/// biomedical vocabularies also use as abbreviations, gene symbols or loose synonyms ("transmission" for conductive
/// hearing loss, "impact", "set"); ``CommonWordPolicy`` decides about them. Verbs are the part of them that no preferred
/// name saves.
enum EnglishWords {
    /// Keys of stop words.
    static let stopWords: Set<UInt64> = keys(stopList)
    /// Keys of common words in normal form, stop words included.
    static let common: Set<UInt64> = keys(commonList).union(stopWords)
    /// Keys of words that in running text are nearly always verbs or adjectives of no medical meaning, whatever heading
    /// some thesaurus has for the noun ("Affect", the emotion).
    static let verbs: Set<UInt64> = keys(verbList)

    private static func keys(_ list: String) -> Set<UInt64> {
        var keys: Set<UInt64> = []
        for word in list.split(whereSeparator: \.isWhitespace) {
            var bytes = Array(word.utf8)
            keys.insert(WordKey.key(of: bytes))
            WordNormalizer.normalize(&bytes)
            keys.insert(WordKey.key(of: bytes))
        }
        return keys
    }

    private static let stopList = """
        a about above across after again against all almost along already also although always am among an and another
        any anyone anything are around as at away be became because become been before behind being below between both
        but by came can cannot come could did do does doing done down during each either else enough ever every few for
        from further get gets give given gives go goes got had has have having he hence her here hers herself him
        himself his how however i if in indeed instead into is it its itself just least less like made make many may me
        might mine more moreover most much must my myself neither never no nobody none nor not nothing now of off often
        on once one only onto or other others otherwise our ours out over own per perhaps rather same she should since
        so some such than that the their them themselves then there thereby therefore these they this those though
        through throughout thus to together too toward towards two under until up upon us use used using very via was
        we well were what whatever when where whereas whether which while who whom whose why will with within without
        would yet you your yours et al ie eg vs etc
        """

    private static let verbList = """
        affect appear apply ask associate assume base become begin bring call cause change choose combine come compare
        compose comprise conclude confirm consider consist contain continue contribute decrease demonstrate depend derive
        describe determine develop differ discuss enable enhance estimate evaluate examine exist expect explain express
        find follow form further give help identify impact imply improve include increase indicate induce influence
        inhibit investigate involve know lead leave limit link maintain mean measure mention move need note observe
        obtain occur offer participate perform present prevent produce promote propose provide put range reach receive
        recognize reduce refer relate remain remove report represent require result reveal see seek seem select set
        show start state suggest support take target tell test treat try turn understand undergo vary work
        even well still new old several various different similar important possible recent common main major due
        """

    private static let commonList = """
        ability able absence absent access accident account act action active activity add addition address adult
        advance advantage advice affect age agent agree aid aim air allow alone alter alternative amount analysis
        analyze animal answer apparent appear appearance application apply approach area argue arm arrest art article
        ask aspect assess assist associate association assume attack attempt attention author authority available
        average avoid aware baby back background bad bag balance ball band bank bar base basic basis bat bath beam bear
        beat bed began begin behavior belief believe belt bend benefit best better big bill bind bird birth bit black
        block blood blue board boat body bomb bone book border bottom bound bow box boy brain branch bread break breath
        bridge brief bring broad broke brother brown build building burn business busy buy cage calculation call calm
        camp capacity car card care career carrier carry case cast cat catch cause cell center central century certain
        chain chair challenge chance change character charge cheap check chest chief child choice choose circle city
        claim class clear clearance climb clinic clock close cloth cloud club coat code coil cold collect collection
        college color column combination combine comfort command comment commission committee common community
        company compare comparison compatible complete complex compound concept concern conclusion condition conduct
        conflict connection consequence consider consist contact contain content context contrast contribute control
        cook cool copy core corner correct cost cough count country couple course court cover create credit crop cross
        crowd cry culture cup current curve cut cycle daily damage dance danger dark data database date daughter day
        dead deal dear death debate decade decide decision decline deep defense define degree delay deliver demand
        density depend depth derive describe description design desire detail detect determine develop development
        device die diet differ difference different difficult digit dinner direct direction discovery discuss
        discussion disease dish display distance distinct distribution divide division doctor dog dollar domain door
        dose double doubt draft draw dream dress drink drive drop dry due duty ear early earth ease east easy eat edge
        education effect effective efficiency effort egg eight elaborate element emergency emission emotion emphasis
        employ empty end energy engine enjoy ensure enter entry environment equal equipment error escape establish
        estimate evaluation evening event evidence exact examine example exchange exclude exercise exist expand expect
        experience experiment expert explain explore exposure express expression extend extent external extra extract
        eye face facility fact factor fail failure fair fall false familiar family far farm fashion fast fat father
        favor fear feature feed feel feet field fight figure file fill film final find finding fine finger finish fire
        firm first fish fit five fix flat flight floor flow fluid fly focus follow food foot force foreign forest form
        formal former forward found four frame free freedom frequency frequent fresh friend front fruit full fun
        function fund future gain game gap garden gas gate gather general generate generation gift girl glass goal gold
        good government grade grain grand grant grass gray great green ground group grow growth guard guess guide gun
        habit hair half hall hand handle happen happy hard hat head health hear heart heat heavy height help hide high
        hill history hit hold hole home hope horse hospital host hot hotel hour house household human hundred hunt hurt
        ice idea ideal identify image impact implement import importance important impose impress improve incidence
        include increase index indicate individual induce industry infection influence inform information initial
        injury inner input inquiry inside insight institution instruction instrument interest internal interval
        intervention introduction invest investigation involve iron island isolate issue item job join joint journal
        judge jump keep key kill kind king kit knee knife know knowledge lab label lack lady lake lamp land language
        large last late later latter law lay layer lead leader leaf learn leave leg legal length lesson let letter level
        library lie life lift light limit line link lip list listen liter literature little live load local location
        lock long look loose lose loss lot loud love low lower luck lung machine magazine magnitude main maintain
        maintenance major majority male female man manage management manner map march mark market mask mass master
        match material mathematics matter maximum meal mean meaning measure measurement meat mechanism medical medicine
        meet meeting member memory mention message metal meter method middle mild mile milk million mind minimum minor
        minute mirror miss mission mistake mix mixture mode model moderate modern moment money monitor month moon moral
        morning mother motion mount mountain mouse mouth move movement multiple murder muscle museum music name narrow
        nation national native natural nature near nearby neck need negative network news newspaper next nice night nine
        noise normal north nose note notice notion novel number nurse object observation observe obtain obvious
        occasion occur ocean offer office officer oil old open operate operation opinion opportunity oppose option
        order ordinary organ organization origin original outbreak outcome outer outline output outside overall
        oxygen pace pack page pain paint pair pan panel paper parent park part partial particle particular party pass
        passage past paste patch path patient pattern pause pay peace peak peer pen people percent perform performance
        period permit person pet phase phone photo phrase physical pick picture piece pig pilot pink place plan plane
        plant plastic plate play please plenty plot plus pocket point poison police policy political pool poor popular
        population port portion position positive possible post pot potential pound pour power practice predict prefer
        preparation prepare presence present preserve press pressure prevalence prevent prevention previous price
        primary prime principal principle print prior private prize problem procedure proceed process produce product
        production profession profile program progress project promise promote proof proper property proportion
        proposal protect protection protein protocol prove provide public publication publish pull pulse purchase pure
        purpose push put quality quantity quarter question quick quiet race radio rain raise range rank rapid rare rat
        rate ratio raw reach react reaction read reader ready real reality reason receive recent recognize record
        recovery red reduce reduction refer reference reflect reform region register regular reject relate relation
        relationship relative release relevant relief remain remark remember remove repeat replace report represent
        request require rescue research reserve resist resource respect respond response responsible rest result retain
        return reveal review revise rice rich ride right ring rise risk river road rock role roll roof room root rope
        rough round route row rule run rural safe safety sale salt sample sand save say scale scene school science
        score scope screen screening sea search season seat second secret section sector secure see seed seek seem
        segment select selection self sell send senior sense sentence separate sequence series serious serve service
        session set setting seven several severe severity sex shadow shake shape share sharp she sheep sheet shell
        shelter shift ship shirt shock shoe shoot shop short shot shoulder show shut sick side sight sign signal
        significant silence silver similar simple single sister sit site situation six size skill skin sky sleep slice
        slide slip slope slow small smart smell smile smoke smooth snow social society soft soil solid solution solve
        son song sort sound source south space speak special species specific speech speed spend sphere spirit split
        spoke sport spot spread spring square stability stable staff stage stain stand standard star start state
        statement station status stay steady steal steam steel stem step stick stock stomach stone stop storage store
        storm story strain strange strategy stream street strength stress stretch strict strike string strong structure
        struggle student study stuff style subject substance success sudden suffer sufficient sugar suggest suit summary
        summer sun supply support suppose sure surface surgery surprise survey survival suspect switch symbol symptom
        system table tail take talk tank tap target task taste tax tea teach teacher team tear technical technique
        technology tell temperature ten tend term test text thank theme theory thick thin thing think third thought
        thousand thread threat three throat throw tie tight time tip tired tissue title today tone tongue tool tooth top
        topic total touch tour town toy trace track trade tradition traffic train training transfer transition transmission
        transport trap travel treat treatment tree trend trial trick trigger trip trouble true trust truth try tube tumor
        turn twice type typical ultimate uncle uniform union unique unit unite universe university unusual upper urban
        usual valley valid value variable variation variety various vary vast vector vehicle version vessel view village
        violence virtue virus visible vision visit visual vital voice volume vote wait wake walk wall want war warm warn
        wash waste watch water wave way weak wear weather week weight welcome west wet wheel white whole wide wife wild
        win wind window wine wing winter wire wise wish wit woman wonder wood word work worker world worry worse worst
        worth wound write writer wrong yard year yellow yesterday young youth zero zone
        """
}
