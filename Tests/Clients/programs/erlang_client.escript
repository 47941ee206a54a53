#!/usr/bin/env escript
%%! -kernel logger_level error
%% The common client commands on Erlang's ssh_sftp.
-mode(compile).
-include_lib("kernel/include/file.hrl").

-define(TIMEOUT, 20000).
-define(CHUNK, 32768).

main([Command | Words]) ->
    try
        ok = io:setopts(standard_io, [{encoding, unicode}]),
        {ok, _} = application:ensure_all_started(ssh),
        {ok, Connection} = connect(),
        Version = list_to_integer(os:getenv("SFTP_VERSION")),
        Options = [{timeout, ?TIMEOUT}, {sftp_vsn, Version}],
        {ok, Sftp} = ssh_sftp:start_channel(Connection, Options),
        ok = run(Sftp, Command, Words),
        ssh_sftp:stop_channel(Sftp),
        ssh:close(Connection)
    catch
        error:{badmatch, {error, Reason}} -> fail(Command, Reason);
        error:{badmatch, Other} -> fail(Command, Other)
    end.

%% Only the known host key will do.
connect() ->
    {ok, KnownHosts} = file:read_file(os:getenv("SFTP_KNOWN_HOSTS")),
    [_, _, Known | _] = string:lexemes(KnownHosts, " \n"),
    Wanted = ssh:hostkey_fingerprint(sha256, decoded(Known)),
    IsKnown = fun(_Peer, Fingerprint) -> Fingerprint =:= Wanted end,
    ssh:connect(os:getenv("SFTP_HOST"), list_to_integer(os:getenv("SFTP_PORT")), [
        {user, os:getenv("SFTP_USER")}, {password, os:getenv("SFTP_PASSWORD")},
        {auth_methods, "password"}, {user_interaction, false}, {save_accepted_host, false},
        {silently_accept_hosts, {sha256, IsKnown}}, {user_dir, os:getenv("HOME")}
    ], ?TIMEOUT).

decoded(Base64) ->
    ssh_message:ssh2_pubkey_decode(base64:decode(Base64)).

fail(Command, Reason) ->
    Words = string:replace(io_lib:format("~tp", [Reason]), "_", " ", all),
    io:format(standard_error, "~ts: ~ts~n", [Command, Words]),
    halt(1).

run(Sftp, "upload", [Local, Remote]) ->
    {ok, Data} = file:read_file(Local),
    ssh_sftp:write_file(Sftp, Remote, Data, ?TIMEOUT);
run(Sftp, "download", [Remote, Local]) ->
    {ok, Data} = ssh_sftp:read_file(Sftp, Remote, ?TIMEOUT),
    file:write_file(Local, Data);
run(Sftp, "resume-upload", [Local, Remote]) ->
    {ok, #file_info{size = Done}} = ssh_sftp:read_file_info(Sftp, Remote),
    {ok, <<_:Done/binary, Rest/binary>>} = file:read_file(Local),
    {ok, Handle} = ssh_sftp:open(Sftp, Remote, [read, write, binary]),
    {ok, _} = ssh_sftp:position(Sftp, Handle, Done),
    ok = write_rest(Sftp, Handle, Rest),
    ssh_sftp:close(Sftp, Handle);
run(Sftp, "resume-download", [Remote, Local]) ->
    {ok, Handle} = ssh_sftp:open(Sftp, Remote, [read, binary]),
    {ok, File} = file:open(Local, [append, raw, binary]),
    {ok, _} = ssh_sftp:position(Sftp, Handle, filelib:file_size(Local)),
    ok = copy_rest(Sftp, Handle, File),
    ok = file:close(File),
    ssh_sftp:close(Sftp, Handle);
run(Sftp, "list", [Folder]) ->
    {ok, Names} = ssh_sftp:list_dir(Sftp, Folder),
    [io:format("~ts~n", [Name]) || Name <- Names, Name =/= ".", Name =/= ".."],
    ok;
run(Sftp, "stat", [Path]) ->
    {ok, Info} = ssh_sftp:read_file_info(Sftp, Path),
    io:format("~b ~.8b~n", [Info#file_info.size, Info#file_info.mode band 8#7777]);
run(Sftp, "rename", [Old, New]) -> ssh_sftp:rename(Sftp, Old, New);
run(Sftp, "remove", [Path]) -> ssh_sftp:delete(Sftp, Path);
run(Sftp, "mkdir", [Path]) -> ssh_sftp:make_dir(Sftp, Path);
run(Sftp, "rmdir", [Path]) -> ssh_sftp:del_dir(Sftp, Path);
run(Sftp, "chmod", [Mode, Path]) ->
    ssh_sftp:write_file_info(Sftp, Path, #file_info{mode = list_to_integer(Mode, 8)});
%% It puts the link's path first, as the drafts do; this server reads OpenSSH's order.
run(Sftp, "symlink", [Target, Link]) -> ssh_sftp:make_symlink(Sftp, Target, Link).

%% One WRITE per call, however large.
write_rest(Sftp, Handle, <<Chunk:?CHUNK/binary, Rest/binary>>) ->
    ok = ssh_sftp:write(Sftp, Handle, Chunk, ?TIMEOUT),
    write_rest(Sftp, Handle, Rest);
write_rest(Sftp, Handle, Last) -> ssh_sftp:write(Sftp, Handle, Last, ?TIMEOUT).

copy_rest(Sftp, Handle, File) ->
    case ssh_sftp:read(Sftp, Handle, ?CHUNK, ?TIMEOUT) of
        {ok, Data} ->
            ok = file:write(File, Data),
            copy_rest(Sftp, Handle, File);
        eof -> ok
    end.
