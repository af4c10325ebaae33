using System.Reflection;
using MediatR;
using Quartz;

namespace ArtEngine.ArchitectureTests;

/// <summary>What single classes look like, and where they stand.</summary>
public sealed class ClassRules
{
    public static TheoryData<string> Modules => House.Modules;

    public static TheoryData<string> Assemblies => House.Assemblies;

    [Theory, MemberData(nameof(Assemblies))]
    public void Rule_8_concrete_classes_are_sealed(string assembly)
    {
        // Program is written by the compiler. A class that others derive from is not for this rule to judge.
        var types = House.Written(House.AssemblyOf(assembly)).ToList();
        types.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && type.Name != "Program")
            .Where(type => !types.Exists(other => other.BaseType == type)).Select(type => type.FullName).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Modules))]
    public void Rule_9_request_handlers_are_named_so_and_live_in_the_application(string module) => Handlers(House.AssemblyOf(module))
        .Select(handler => handler.Type).Distinct()
        .Where(type => !type.Name.EndsWith("Handler", StringComparison.Ordinal) || !IsIn(type, $"{module}.Application"))
        .Select(type => type.FullName).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Rule_9_clock_jobs_send_a_command_and_do_nothing_else(string module)
    {
        var jobs = House.Written(House.AssemblyOf(module)).Where(type => type.IsAssignableTo(typeof(IJob))).ToList();
        jobs.Where(type => !IsIn(type, $"{module}.Infrastructure")).Select(type => type.FullName).ShouldBeEmpty();
        jobs.SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), (type, constructor) => (type, constructor))
            .SelectMany(one => one.constructor.GetParameters(), (one, parameter) => (one.type, parameter.ParameterType))
            .Where(one => one.ParameterType != typeof(IMediator)).Select(one => $"{one.type.FullName} -> {one.ParameterType}").ShouldBeEmpty();
    }

    [Fact]
    public void Rule_10_each_request_has_one_handler_in_the_module_that_owns_it()
    {
        var handlers = House.ModuleAssemblies.SelectMany(Handlers).ToLookup(handler => handler.Request, handler => handler.Type);
        var requests = House.ModuleAssemblies.Concat(House.Contracts).SelectMany(House.Written)
            .Where(type => type is { IsAbstract: false } && Answers(type).Any()).ToList();
        requests.ShouldNotBeEmpty();
        requests.Where(request => handlers[request].Count() != 1)
            .Select(request => $"{request.FullName} has {handlers[request].Count()} handlers").ShouldBeEmpty();
        requests.SelectMany(request => handlers[request], (request, handler) => (request, handler))
            .Where(pair => ModuleOf(pair.request) != ModuleOf(pair.handler))
            .Select(pair => $"{pair.handler.FullName} handles {pair.request.FullName}").ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void Rule_11_nobody_reads_the_machines_clock_or_blocks_a_thread(string assembly)
    {
        string[] forbidden =
        [
            "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today", "System.DateTimeOffset::get_Now",
            "System.DateTimeOffset::get_UtcNow", "System.Threading.Thread::Sleep", "System.Threading.Tasks.Task::Wait", "System.Threading.Tasks.Task::WaitAll",
            "System.Threading.Tasks.Task::WaitAny", "System.Threading.Tasks.Task`1::get_Result", "System.Threading.Tasks.ValueTask`1::get_Result",
        ];
        var types = CodeReader.Read(House.AssemblyOf(assembly));
        types.SelectMany(type => type.Bodies.SelectMany(calls => calls.Intersect(forbidden)).Select(call => $"{type.Name} -> {call}")).ShouldBeEmpty();
        types.Where(type => type.Bodies.Exists(BlocksOnAnAwaiter)).Select(type => $"{type.Name} -> GetAwaiter().GetResult()").ShouldBeEmpty();
    }

    /// <summary>An <c>await</c> takes the result too, but it first asks whether it is there, once for each.</summary>
    private static bool BlocksOnAnAwaiter(IReadOnlyList<string> calls)
    {
        int Count(string method) => calls.Count(call => call.Contains("Awaiter", StringComparison.Ordinal) && call.EndsWith($"::{method}", StringComparison.Ordinal));
        return Count("GetResult") > Count("get_IsCompleted");
    }

    private static IEnumerable<(Type Type, Type Request)> Handlers(Assembly assembly) => House.Written(assembly)
        .Where(type => type is { IsClass: true, IsAbstract: false })
        .SelectMany(type => type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
            .Select(face => (type, face.GenericTypeArguments[0])));

    private static IEnumerable<Type> Answers(Type type) =>
        type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRequest<>));

    private static bool IsIn(Type type, string name) => $"{type.Namespace}.".StartsWith($"{name}.", StringComparison.Ordinal);

    private static string ModuleOf(Type type) => type.Assembly.GetName().Name!.Replace(".Contracts", "", StringComparison.Ordinal);
}
