using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>The sinks, by full name and by method name.</summary>
internal static class Sinks
{
    private static readonly Dictionary<string, Sink> ByName = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, Sink> ByMethod = new(StringComparer.Ordinal);

    static Sinks()
    {
        Named(Hazard.Code, SinkShape.Plain, 0, 0, ["source", "expression", "code"],
            "builtins.eval builtins.exec builtins.execfile builtins.compile code.compile_command code.InteractiveConsole.push code.InteractiveConsole.runsource",
            "code.InteractiveConsole.runcode code.InteractiveInterpreter.runsource code.InteractiveInterpreter.runcode code.interact timeit.timeit timeit.repeat",
            "_testcapi.run_in_subinterp test.support.run_in_subinterp importlib.import_module builtins.__import__ runpy.run_path runpy.run_module types.CodeType",
            "asteval.Interpreter.eval pandas.eval numexpr.evaluate sympy.sympify sympy.parse_expr");
        Named(Hazard.Code, SinkShape.Plain, 1, 1, ["script", "source"], "_xxsubinterpreters.run_string _interpreters.run_string interpreters.run_string");
        Named(Hazard.Command, SinkShape.Plain, 0, 0, ["command", "cmd"],
            "os.system os.popen os.popen2 os.popen3 os.popen4 os.startfile popen2.popen2 popen2.popen3 popen2.popen4 commands.getoutput commands.getstatusoutput",
            "subprocess.getoutput subprocess.getstatusoutput asyncio.create_subprocess_shell asyncio.subprocess.create_subprocess_shell pty.spawn pexpect.spawn pexpect.run",
            "paramiko.SSHClient.exec_command fabric.Connection.run invoke.run platform.popen trio.run_process anyio.run_process");
        Named(Hazard.Command, SinkShape.Process, 0, 0, ["args", "cmd"],
            "subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen subprocess.capture_output");
        Named(Hazard.Command, SinkShape.Program, 0, 99, [], "os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe os.posix_spawn os.posix_spawnp",
            "asyncio.create_subprocess_exec asyncio.subprocess.create_subprocess_exec");
        Named(Hazard.Command, SinkShape.Program, 1, 99, [], "os.spawnl os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe");
        Named(Hazard.Sql, SinkShape.Plain, 0, 0, ["sql", "query", "text"], "sqlalchemy.text sqlalchemy.sql.text django.db.models.expressions.RawSQL pandas.read_sql pandas.read_sql_query");
        Named(Hazard.Path, SinkShape.Plain, 0, 0, ["file", "path", "filename", "name"],
            "builtins.open io.open codecs.open os.open os.remove os.unlink os.rmdir os.mkdir os.makedirs os.listdir os.scandir os.walk os.chmod os.chown os.stat os.truncate",
            "os.path.exists os.path.isfile os.path.isdir os.readlink shutil.rmtree tempfile.mkdtemp glob.glob aiofiles.open zipfile.ZipFile tarfile.open gzip.open bz2.open",
            "lzma.open flask.send_file starlette.responses.FileResponse fastapi.responses.FileResponse fileinput.FileInput pandas.read_csv numpy.fromfile linecache.getline",
            "numpy.load");
        Named(Hazard.Path, SinkShape.Plain, 0, 1, ["src", "dst"], "os.rename os.replace os.link os.symlink shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move");
        Named(Hazard.Request, SinkShape.Plain, 0, 0, ["url"],
            "requests.get requests.post requests.put requests.delete requests.patch requests.head requests.options httpx.get httpx.post httpx.put httpx.delete httpx.patch httpx.head",
            "httpx.stream urllib.request.urlopen urllib.request.urlretrieve urllib.request.Request urllib2.urlopen urllib2.Request urllib.urlopen urllib.urlretrieve",
            "http.client.HTTPConnection http.client.HTTPSConnection socket.create_connection wget.download ftplib.FTP smtplib.SMTP telnetlib.Telnet websockets.connect");
        Named(Hazard.Request, SinkShape.Plain, 1, 1, ["url"], "requests.request requests.Request httpx.request");
        foreach (var client in (string[])["requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "urllib3.PoolManager"])
        {
            Named(Hazard.Request, SinkShape.Plain, 0, 0, ["url"], string.Join(' ', ((string[])["get", "post", "put", "delete", "patch", "head", "options", "ws_connect"]).Select(verb => $"{client}.{verb}")));
            Named(Hazard.Request, SinkShape.Plain, 1, 1, ["url"], $"{client}.request {client}.stream");
        }

        Named(Hazard.Deserialization, SinkShape.Plain, 0, 0, ["file", "data", "f", "filename", "s"],
            "pickle.load pickle.loads pickle.Unpickler _pickle.load _pickle.loads cPickle.load cPickle.loads dill.load dill.loads cloudpickle.load cloudpickle.loads marshal.load",
            "marshal.loads shelve.open shelve.loads jsonpickle.decode jsonpickle.loads joblib.load torch.load pandas.read_pickle yaml.unsafe_load yaml.unsafe_load_all yaml.full_load",
            "klepto.archives.file_archive numpy.core.multiarray._reconstruct jsonpickle.unpickler.decode");
        Named(Hazard.Deserialization, SinkShape.Yaml, 0, 0, ["stream"], "yaml.load yaml.load_all ruamel.yaml.load");
        Named(Hazard.Template, SinkShape.Plain, 0, 0, ["source", "template_string", "template"],
            "jinja2.Template jinja2.Environment.from_string jinja2.environment.Environment.from_string jinja2.SandboxedEnvironment.from_string flask.render_template_string",
            "flask.templating.render_template_string mako.template.Template django.template.Template tornado.template.Template bottle.template Cheetah.Template.Template",
            "chevron.render pystache.render genshi.template.MarkupTemplate quart.render_template_string");
        Named(Hazard.XPath, SinkShape.Plain, 0, 0, ["path", "xpath"], "lxml.etree.XPath lxml.etree.ETXPath");
        Named(Hazard.XPath, SinkShape.Plain, 1, 1, ["path"], "elementpath.select elementpath.iter_select");
        Named(Hazard.Redirect, SinkShape.Plain, 0, 0, ["location", "url", "to", "redirect_to"],
            "flask.redirect werkzeug.utils.redirect django.shortcuts.redirect django.http.HttpResponseRedirect django.http.HttpResponsePermanentRedirect",
            "starlette.responses.RedirectResponse fastapi.responses.RedirectResponse bottle.redirect quart.redirect aiohttp.web.HTTPFound pyramid.httpexceptions.HTTPFound");
        Named(Hazard.Html, SinkShape.Plain, 0, 0, ["content", "body", "response"],
            "django.http.HttpResponse django.http.HttpResponseBadRequest django.http.HttpResponseNotFound django.http.HttpResponseServerError django.utils.safestring.mark_safe",
            "flask.Response flask.Markup markupsafe.Markup starlette.responses.HTMLResponse fastapi.responses.HTMLResponse pyramid.request.Response pyramid.response.Response");
        Named(Hazard.Log, SinkShape.Composed, 0, 0, ["msg"],
            "logging.debug logging.info logging.warning logging.warn logging.error logging.critical logging.exception logging.getLogger.debug logging.getLogger.info",
            "logging.getLogger.warning logging.getLogger.error logging.getLogger.critical logging.getLogger.exception");
        Named(Hazard.Xml, SinkShape.Xml, 0, 0, ["source", "string", "text"],
            "xml.sax.parse xml.sax.parseString xml.dom.minidom.parse xml.dom.minidom.parseString xml.dom.pulldom.parse xml.dom.pulldom.parseString lxml.etree.fromstring lxml.etree.parse",
            "lxml.etree.XML lxml.objectify.fromstring lxml.objectify.parse xml.sax.make_parser.parse");
        Named(Hazard.Csv, SinkShape.Plain, 0, 0, ["row"], "csv.writer.writerow csv.writer.writerows csv.DictWriter.writerow csv.DictWriter.writerows");
        Named(Hazard.Number, SinkShape.Plain, 0, 0, [], "builtins.float builtins.bool builtins.complex");

        Methods(Hazard.Sql, SinkShape.Plain, 0, 0, ["sql", "query", "statement", "operation"], "execute executemany executescript execute_async fetch fetchval fetchrow exec_driver_sql raw read_sql");
        Methods(Hazard.Sql, SinkShape.Composed, 0, 9, [], "filter having distinct order_by group_by extra where");
        Methods(Hazard.XPath, SinkShape.Plain, 0, 0, ["path"], "xpath");
        Methods(Hazard.Ldap, SinkShape.Ldap, 0, 2, ["search_filter", "filterstr", "search_base", "base"], "search search_s search_ext search_ext_s search_st");
        Methods(Hazard.Command, SinkShape.Plain, 1, 1, ["cmd"], "subprocess_shell");
        Methods(Hazard.Command, SinkShape.Program, 1, 99, [], "subprocess_exec");
        Methods(Hazard.Command, SinkShape.Plain, 0, 0, ["command"], "exec_command");
        Methods(Hazard.Template, SinkShape.Plain, 0, 0, ["source"], "from_string");
        Methods(Hazard.NoSql, SinkShape.Whole, 0, 0, ["filter", "QueryFilter", "ScanFilter"], "find_one find_one_and_update find_one_and_delete delete_one delete_many update_one update_many count_documents aggregate");
        Methods(Hazard.NoSql, SinkShape.Whole, 99, 99, ["QueryFilter", "ScanFilter", "FilterExpression"], "scan query");
    }

    /// <summary>The sink that a call is, or null.</summary>
    public static Sink? Of(Invocation call)
    {
        if (call.Name is { } name && ByName.TryGetValue(Canonical(name), out var named))
        {
            return named;
        }

        if (call.Method is null)
        {
            return null;
        }

        if (Types.IsPath(call.Receiver.Type) && call.Method is "open" or "read_text" or "read_bytes" or "write_text" or "write_bytes" or "unlink" or "rmdir" or "mkdir" or "exists"
            or "iterdir" or "glob" or "touch" or "rename" or "is_file" or "is_dir" or "stat")
        {
            return new Sink(Hazard.Path, SinkShape.Plain, -1, -1, []);
        }

        return ByMethod.GetValueOrDefault(call.Method);
    }

    // Modules that were moved keep their old names here.
    private static string Canonical(string name) =>
        name.StartsWith("six.moves.", StringComparison.Ordinal) ? name["six.moves.".Length..]
        : name.StartsWith("defusedxml.", StringComparison.Ordinal) ? "" : name;

    private static void Named(Hazard hazard, SinkShape shape, int first, int last, string[] keywords, params string[] names) => Add(ByName, hazard, shape, first, last, keywords, names);

    private static void Methods(Hazard hazard, SinkShape shape, int first, int last, string[] keywords, params string[] names) => Add(ByMethod, hazard, shape, first, last, keywords, names);

    private static void Add(Dictionary<string, Sink> sinks, Hazard hazard, SinkShape shape, int first, int last, string[] keywords, string[] names)
    {
        var sink = new Sink(hazard, shape, first, last, keywords);
        foreach (var name in names.SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            sinks[name] = sink;
        }
    }
}
