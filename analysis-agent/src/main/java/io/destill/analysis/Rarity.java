package io.destill.analysis;

import java.util.HashSet;
import java.util.Set;

/**
 * How often four bytes are to be expected in logs, roughly: what {@link LineFilter} chooses by. A wrong guess costs time, never
 * a line.
 */
final class Rarity {

    /** Bytes that logs hold often, the commonest first: letters as in English, then what paths and times are made of. */
    private static final String LETTERS = " etaoinsrlcdpmu./-:0123456789gbhfvkyw_jxzq";

    /** The commonest sequences of four in the logs of {@code examples}, each log weighing the same. */
    private static final String COMMON =
            "    ----ing _bk;bk;tk;t=rrorerrotion====testsionbuiluildersi errversrsiotravraviavis... dinginfo"
                    + " ver ...readadinstarvis_tartion git atio theng dthe commchecheck for.comeadimpletingfor ror  to "
                    + "examle.ctimerorsamplxampe.cople.ctio:staase end:rootart:insthttpningbasefailoot data roo git.exa"
                    + " dat com is withnstarepo wit****com//buiworkstal-r--ratimaveaveng dafile confoldacmetallecti_fol"
                    + "is_fs_foold: of ild abasatabachetabae ..(rea httse .packttpsommaand  in mandted mman testps:ps:/"
                    + "s://jectrunnage cme/load:end/mavnfo]fo] form[inf faicomp^^^^grourouptorykingfromrom /usrusr/ime:"
                    + "confablementout ith z ## ##[ runit c_tim exi____est_oup]is_ts_tilib/ notorma/gitexit fro/libscri"
                    + "ailecripriptring.... infrmatilednot remobjecng oionsackackagkage at ion_ stang thomeion:singsect"
                    + "src/ome/portestsagenile /hom buidoneckin libgentsystot rstemeckockoukoutystete: moteemotoundwarn"
                    + "on: objedown linbin/libgmakenloaownllibcwnlojavat roal: ent  dowts: /binorkemain objctorline/acm"
                    + "/reponfiectoz    andildkldkidkitkitesr/br/bicachrker filectsote:statgit. pacnfor-rw-rw-rw-r-r--r"
                    + "--r-r--  docrectmatid:ste coentreparror:centnnerunnerepaprepng fo.ex://rktraeasects:ld:sepo.g ob"
                    + "//repo.ed wied wnamerun linuinuxld:ed:en che: coor: pythythothon insr/liheaddule cennfigused don"
                    + " repom/mm/ma: hteckifinintraest o] dom ctrall: hm ce] dos noral:e --execstriorg/sourourcurcehtml"
                    + "allechant   direirec pro_infed, sed untiompimpil-devpasscodehe c --nurat (deng c.htme lixecuecut"
                    + "nodeine erat usemoduodulositrninposiate arni:   ountdistone.ion=t coild/ed: lled~~~~ite-all ng p"
                    + "/orge inlistot  cleate-a couleandefalang-agefaulaulte-agefautureadeditediniscounnninnishsts.xite"
                    + "me/take ##[em girancanchm   bran depausee fog paory s...ded  dirparecausent/unning s--noistsents"
                    + " id:+debunititorangee:stled e: cesti/trasitoeposockeng adurahang dis no is nund -ver expfetcetch"
                    + "atin.. oor m##[g#[gr[gro#[en[endendgndgrdgrocted lisme:sart= youme:ee:en,finish=,dur. oke/trthis";

    private static final int MUCH_COMMONER = 1_000;

    private final Set<String> common = new HashSet<>();

    Rarity() {
        for (int i = 0; i < COMMON.length(); i += 4) {
            common.add(COMMON.substring(i, i + 4));
        }
    }

    /** Where in a keyword the four bytes begin that are least to be expected. */
    int rarest(byte[] keyword) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i + 4 <= keyword.length; i++) {
            long frequency = frequency(keyword, i);
            if (frequency < least) {
                least = frequency;
                best = i;
            }
        }
        return best;
    }

    private long frequency(byte[] text, int from) {
        long frequency = 1;
        StringBuilder four = new StringBuilder(4);
        for (int i = from; i < from + 4; i++) {
            int place = LETTERS.indexOf(text[i]);
            frequency *= place < 0 ? 2 : LETTERS.length() + 2 - place;
            four.append((char) (text[i] & 0xff));
        }
        return common.contains(four.toString()) ? frequency * MUCH_COMMONER : frequency;
    }
}
