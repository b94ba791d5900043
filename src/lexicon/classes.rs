//! What words and names of the gazetteer can be.

use crate::names::names;

names! {
    /// What a single word can be to the entity rules; a word may be several things.
    Class {
        Number = "number", Scale = "scale", Vague = "vague", Fraction = "fraction", Ordinal = "ordinal", Month = "month",
        Weekday = "weekday", Season = "season", DateUnit = "dateunit", TimeUnit = "timeunit", DateWord = "dateword",
        Freq = "freq", TimeWord = "timeword", DayPart = "daypart", Approx = "approx", ApproxWeak = "approxweak",
        DateRel = "daterel", DatePart = "datepart", DateCue = "datecue", Percent = "percent", Currency = "currency",
        CurrencyCode = "currencycode", Measure = "measure", Org = "org", OrgWeak = "orgweak", OrgSolo = "orgsolo",
        Law = "law", LawSolo = "lawsolo", Event = "event", Fac = "fac", Loc = "loc", Gpe = "gpe", Title = "title",
        Says = "says", Link = "link", Particle = "particle", Never = "never", NotName = "notname", Common = "common",
        First = "first", Lexical = "lexical", Rise = "rise", Drop = "drop", Times = "times",
    }
}

names! {
    /// What a name of the gazetteer is.
    Kind {
        Gpe = "GPE", Norp = "NORP", Org = "ORG", Loc = "LOC", Law = "LAW", Event = "EVENT", Country = "country",
        Capital = "capital", State = "state", Region = "region", City = "city", Party = "party", Body = "body",
    }
}
