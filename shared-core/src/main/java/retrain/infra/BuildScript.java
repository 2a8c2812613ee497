package retrain.infra;

import retrain.spec.InfraSpec.OnReject;

/**
 * What builds do, whoever starts them: a script of the shell beside the files of CodeBuild and GitHub that call it. It needs Maven (or a
 * wrapper), and for builds that may be tried again the command line of AWS.
 */
final class BuildScript {
    static final String NAME = "build.sh";

    private static final String TEXT = """
            #!/usr/bin/env bash
            # What builds of @model@ do, in CodeBuild, in GitHub Actions or anywhere else. Written by 'infra' from @config@: change that instead.
            #
            #   build.sh test                   builds the code and tests it
            #   build.sh run INTENT [if-due]    retrains; with if-due only if a retrain is due. INTENT: branch, schedule, manual, pull-request/NAME
            #   build.sh promote RUN            promotes the candidate of a run
            #
            # Variables: RETRAIN_CONFIG, another spec; RETRAIN_PROFILE, another profile of it, or none if it is set and empty; RETRAIN_SET, overrides;
            # RETRAIN_ON_REJECT, fail or warn; RETRAIN_BUILD, the name of the build: another try of it goes on with the run that the first one began.
            # What came of it is in @target@/build.env: RETRAIN_RUN, RETRAIN_OUTCOME.
            set -euo pipefail
            cd "$(dirname "${BASH_SOURCE[0]}")/@back@"

            config="${RETRAIN_CONFIG:-@config@}"
            profile="${RETRAIN_PROFILE-@profile@}"
            reject=${RETRAIN_ON_REJECT:-fail}
            note="${RETRAIN_BUILD:+@builds@/$RETRAIN_BUILD}"
            out=@target@

            maven() {
              if [ -x ./mvnw ]; then ./mvnw -B -ntp "$@"; else mvn -B -ntp "$@"; fi
            }

            # The run of an earlier try of this build, if there was one.
            earlier() {
              if [ -n "$note" ]; then aws s3 cp --quiet "$note" - 2>/dev/null || true; fi
            }

            # Shows the log as it comes, and notes the run down as soon as it begins: a build that is killed says nothing more.
            show() {
              awk -v note="$note" -v file="$out/run" '
                { print; fflush() }
                !run && match($0, /Run [0-9]+T[0-9]+Z-[0-9a-f]+ of/) {
                  run = substr($0, RSTART + 4, RLENGTH - 7)
                  print run > file; close(file)
                  if (note) { to = "aws s3 cp --quiet - " note; print run | to; close(to) }
                }'
            }

            # A goal of Retrain, by its spec.
            goal() {
              local options=(-Dretrain.config="$config" -Dretrain.onReject="$reject")
              if [ -n "$profile" ]; then options+=(-Dretrain.profile="$profile"); fi
              if [ -n "${RETRAIN_SET:-}" ]; then options+=(-Dretrain.set="$RETRAIN_SET"); fi
              rm -rf "$out"; mkdir -p "$out"
              local code=0
              maven "retrain:$1" "${options[@]}" "${@:2}" 2>&1 | show || code=$?
              ending "$code"
              return "$code"
            }

            # A text of the result.
            result() {
              sed -n "s/^  \\"$1\\" : \\"\\(.*\\)\\",\\{0,1\\}\\$/\\1/p" "$out/result.json"
            }

            # What the steps after this one are told, and people where GitHub shows it to them.
            ending() {
              local run='' outcome=FAILED
              if [ -f "$out/run" ]; then run=$(cat "$out/run"); fi
              if [ -f "$out/result.json" ]; then outcome=$(result outcome); elif [ "$1" = 0 ]; then outcome=NOT_DUE; fi
              printf 'RETRAIN_RUN=%s\\nRETRAIN_OUTCOME=%s\\n' "$run" "$outcome" >"$out/build.env"
              if [ -n "${GITHUB_OUTPUT:-}" ]; then cat "$out/build.env" >>"$GITHUB_OUTPUT"; fi
              if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/report.md" ]; then cat "$out/report.md" >>"$GITHUB_STEP_SUMMARY"; fi
              if [ -n "${GITHUB_ACTIONS:-}" ] && [ -f "$out/gates.xml" ]; then annotate; fi
            }

            # A note beside the build for each gate that did not pass; a gate is a line of gates.xml.
            annotate() {
              sed -n -e 's/%/%25/g' -e 's/.*name="\\([^"]*\\)".*<\\(failure\\|error\\) type="[^"]*" message="\\([^"]*\\)".*/::warning title=\\1::\\3/p' \\
                "$out/gates.xml" | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&amp;/\\&/g'
            }

            run() {
              local before options=()
              before=$(earlier)
              if [ -n "$before" ]; then
                echo "Goes on with run $before, which an earlier try of this build began."
                options+=(-Dretrain.run="$before")
              elif [ "${2:-}" = if-due ]; then
                options+=(-Dretrain.ifDue=true)
              fi
              goal run -Dretrain.intent="$1" ${options[@]+"${options[@]}"}
            }

            case "${1:-}" in
              test) maven test ;;
              run) run "${2:?an intent}" "${3:-}" ;;
              promote) note=''; goal promote -Dretrain.run="${2:?the id of a run}" ;;
              *) sed -n 's/^# \\{0,1\\}//p' "$0" | sed 1d; exit 3 ;;
            esac
            """;

    private BuildScript() {}

    static GeneratedFile file(Plan plan) {
        Checkout checkout = Checkout.of(plan);
        String text = TEXT.replace("@model@", plan.spec().model())
                .replace("@config@", plan.config())
                .replace("@back@", checkout.back())
                .replace("@profile@", plan.profile().orElse(""))
                .replace("@builds@", plan.work().below("builds").address())
                .replace("@target@", target());
        return new GeneratedFile(plan.infra().out() + "/" + NAME, text);
    }

    /** {@return where a goal of a project leaves its reports, relative to the spec's folder} */
    static String target() {
        return "target/retrain";
    }

    /** {@return the word of the option} */
    static String word(OnReject onReject) {
        return onReject == OnReject.WARN ? "warn" : "fail";
    }
}
