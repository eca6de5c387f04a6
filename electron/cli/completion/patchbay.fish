# Completion of patchbay for fish, as "patchbay completion fish" prints it.

# The words before the cursor that are no options and no values of options: the command, and what follows it.
function __patchbay_words
    set -l tokens (commandline -opc)
    set -l expects 0
    set -l ended 0
    for token in $tokens[2..-1]
        if test $expects = 1
            set expects 0
        else if test $ended = 1
            printf '%s\n' $token
        else
            switch $token
                case --
                    set ended 1
                case @valued@
                    set expects 1
                case '-*'
                case '*'
                    printf '%s\n' $token
            end
        end
    end
end

# Whether the command is one of these.
function __patchbay_is
    set -l words (__patchbay_words)
    test (count $words) -gt 0; and contains -- $words[1] $argv
end

# Whether so many words stand before the cursor, the first of which is this.
function __patchbay_at
    set -l words (__patchbay_words)
    test (count $words) -eq $argv[2]; and test "$words[1]" = "$argv[1]"
end

function __patchbay_none
    test (count (__patchbay_words)) -eq 0
end

# Names of this host, one a line. They may hold anything: nothing of them is evaluated, and fish quotes each, but for a
# tilde, which it would take for a home.
function __patchbay_ask
    set -l host
    set -l option ''
    for token in (commandline -opc)
        if test -n "$option"
            set -a host $option $token
            set option ''
        else
            switch $token
                case @asking@
                    set option $token
                case @askingNow@
                    set -a host $token
            end
        end
    end
    command patchbay __words $argv[1] $host 2>/dev/null </dev/null | string match -v '~*'
end

function __patchbay_hosts
    set -l typed (commandline -ct)
    if string match -q '*replay:*' -- $typed
        for path in (__fish_complete_path (string replace -r '^.*?replay:' '' -- $typed))
            printf 'replay:%s\n' $path
        end
    else
        printf '%s\n' local demo replay:
        __patchbay_ask host
    end
end

complete -c patchbay -f
@completions@
