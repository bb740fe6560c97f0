/// What the splitter knows about single words, lower-cased, without their last period.
enum SplitterWords {
    /// Never the last word of a sentence: a title, "Fig.", "e.g."; the period belongs to the word.
    static let neverEnds: UInt8 = 1
    /// Ends a sentence only when a typical first word follows ("Co. It closed", but "Co. at noon", "Inc. Boston").
    static let rarelyEnds: UInt8 = 2
    /// An abbreviation before a number ("no. 5", "sec. 3") and an ordinary word otherwise ("the answer is no. The").
    static let beforeNumber: UInt8 = 4
    /// Ends a sentence whenever a capital follows ("etc. Mice").
    static let endsBeforeCapital: UInt8 = 8
    /// A word that often opens a sentence and is seldom a name.
    static let opensSentence: UInt8 = 16
    /// A word after which a single capital is an initial ("provided by J. Smith"), not the end of a noun ("hepatitis B.").
    static let beforeInitial: UInt8 = 32

    /// A unit, which ends a sentence before any capital when a number stands before it ("for 10 min. Bile").
    static let unit: UInt8 = 64

    static let table = WordTable([
        (unit, "min h hr hrs s sec secs d wk wks mo mos yr yrs mg ml l g kg cm mm km nm mol"),
        (
            neverEnds,
            """
            dr drs mr mrs ms messrs prof profs st mt ft fig figs figure eq eqs eqn eqns ref refs vs cf viz ca approx \
            e.g i.e eg ie gen capt cmdr col sgt lt maj rev hon pres gov rep sens reps supt suppl supp \
            subsp ssp subg var cv bv pv ser str aff nov comb chap vol vols pp fol ed eds trans transl seq \
            cit op loc ibid et dept depts univ assoc natl intl dist incl excl esp resp resps abbrev \
            fam phil proc symp rept bull ann acad sci med biol chem phys surg pharmacol microbiol immunol virol \
            infect epidemiol clin env environ appl biochem biophys mol genet neurosci pathol physiol \
            mus c.f n.b q.v s.l s.s a.k.a no.s nos nrs nr nºs nº n° n tel abb tab expt expts obs prep unpubl comm \
            pers jan feb aug sept oct dec lic engl chr chrs bldg ave blvd rd hwy
            """
        ),
        (
            rarelyEnds,
            """
            inc ltd co corp jr sr bros al spp sp min max avg hr hrs sec wk wks mo mos yr yrs wt conc temp \
            u.s u.k u.s.a e.u u.n a.m p.m ph.d m.d d.c b.c a.d d.v.m m.sc b.sc m.s b.s b.a m.a d.sc r.n d.phil \
            i.v i.p i.m s.c p.o p.i b.w v.s w.t r.t s.d s.e s.e.m n.s n.d o.d i.d i.c.v a.a c.i h.p.i d.p.i \
            gmbh llc plc s.a a.g b.v n.v k.k s.r.l s.p.a apr est st
            """
        ),
        (
            beforeNumber,
            "no fig sec sect art p pg par ch cat lot bk app ex ext tab addl additional ver v mar jun jul nov"
        ),
        (endsBeforeCapital, "etc"),
        (
            opensSentence,
            """
            the this that these those it its he she they their his her we our us you your i my a an \
            in on at by for from to with within without under over after before during until upon through throughout \
            although though because since while whereas when where what which who whom whose why how if as unless once \
            and but or nor so yet however moreover furthermore therefore thus hence here there then \
            both all each every some many most much such several other others another no not none only also \
            additionally finally firstly secondly lastly next similarly likewise interestingly surprisingly \
            importantly notably together consistent consistently according accordingly based using given despite \
            due between among against about around overall previous previously recent recently further taken \
            did do does is are was were has have had can could would should may might will let \
            one two three four five six seven eight nine ten first second third \
            instead indeed nevertheless nonetheless conversely alternatively subsequently consequently briefly \
            samples results data analysis cells mice rats patients animals experiments statistical \
            even now still often sometimes usually generally specifically unlike like \
            please today yesterday tomorrow new more less few any either neither
            """
        ),
        (
            beforeInitial,
            """
            by of and with from to in for the as at or per & drs dr prof mr mrs ms author authors editor see after via thank thanks both are is was were et
            """
        ),
    ])
}
