using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Quartz;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace ArtEngine.ArchitectureTests;

/// <summary>What single classes look like, what they are called and where they stand.</summary>
public sealed class ClassRules
{
    private const string Service = "ArtEngine";
    private const string Planted = "ArtEngine.ArchitectureTests";

    public static TheoryData<string> Modules => House.Modules;

    public static TheoryData<string> Kinds => [.. NamesIn(Service).Keys];

    [Fact]
    public void Concrete_classes_are_sealed() => CodeBase.Service.Breakers(Sealed(CodeBase.Service, Service)).ShouldBeEmpty();

    [Theory, MemberData(nameof(Kinds))]
    public void A_class_is_called_what_it_is_and_stands_where_its_kind_does(string kind) =>
        CodeBase.Service.Breakers(NamesIn(Service)[kind]).ShouldBeEmpty();

    [Fact]
    public void Planted_code_breaks_each_of_them()
    {
        CodeBase.Planted.Breakers(Sealed(CodeBase.Planted, CodeBase.PlantedModule)).ShouldBe(["LeftOpen"]);
        var rules = NamesIn(Planted);
        foreach (var kind in rules.Keys)
        {
            CodeBase.Planted.Breakers(rules[kind]).ShouldHaveSingleItem()
                .ShouldBe($"Wrong{kind.Replace(" ", "", StringComparison.Ordinal)}", StringCompareShould.IgnoreCase);
        }
    }

    [Theory, MemberData(nameof(Modules))]
    public void Modules_have_no_jobs_of_the_scheduler(string module) => House.Written(House.AssemblyOf(module))
        .Where(type => type.IsAssignableTo(typeof(IJob))).Select(type => type.FullName).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Cluster_workers_of_modules_send_commands_and_do_nothing_else(string module) => House.Written(House.AssemblyOf(module))
        .Where(type => type.IsAssignableTo(typeof(IClusterWorker)))
        .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            (type, constructor) => (type, constructor))
        .SelectMany(one => one.constructor.GetParameters(), (one, parameter) => (one.type, parameter.ParameterType))
        .Where(one => one.ParameterType != typeof(IMediator)).Select(one => $"{one.type.FullName} -> {one.ParameterType}").ShouldBeEmpty();

    [Fact]
    public void Each_request_has_one_handler_in_the_module_that_owns_it()
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

    /// <summary>What several use cases need is a class that each of them is given, so that its constructor tells what it needs.</summary>
    [Theory, MemberData(nameof(Modules))]
    public void Handlers_do_not_send_to_handlers_of_their_own_module(string module) =>
        SendsToItself(module, House.AssemblyOf(module)).ShouldBeEmpty();

    [Fact]
    public void Planted_code_sends_to_itself() =>
        SendsToItself(CodeBase.PlantedModule, typeof(CodeBase).Assembly).ShouldBe(["SendsToItselfHandler -> PlantedOwnQuery"]);

    /// <summary>Of those that can send at all, which know requests of their own module that they do not handle.</summary>
    private static IEnumerable<string> SendsToItself(string module, Assembly assembly)
    {
        var requests = House.Written(assembly).Concat(House.Contracts.SelectMany(House.Written))
            .Where(type => $"{type.Namespace}.".StartsWith($"{module}.", StringComparison.Ordinal) && Answers(type).Any())
            .Select(type => type.FullName!).ToHashSet();
        var handled = Handlers(assembly).ToLookup(handler => handler.Type.FullName, handler => handler.Request.FullName);
        return
            from type in CodeReader.Read(assembly)
            where $"{type.Namespace}.".StartsWith($"{module}.Application.", StringComparison.Ordinal)
            where type.Uses.Contains(typeof(IMediator).FullName!)
            from used in type.Uses
            where requests.Contains(used) && !handled[type.Name].Contains(used)
            select $"{CodeBase.ShortName(type.Name)} -> {CodeBase.ShortName(used)}";
    }

    /// <summary>A class that others derive from is not for this rule to judge.</summary>
    private static IArchRule Sealed(CodeBase code, string root)
    {
        var bases = code.Architecture.Classes.Select(type => type.BaseClass).OfType<Class>().ToHashSet();
        return Classes().That().ResideInNamespaceMatching($@"^{root}(\.|$)").And().AreNotAbstract()
            .And().FollowCustomPredicate(type => !bases.Contains(type), "have no heirs")
            .Should().BeSealed();
    }

    /// <summary>The rules by what they are about; a root has modules, and these have layers.</summary>
    private static Dictionary<string, IArchRule> NamesIn(string root) => new()
    {
        ["request"] = Types().That().ResideInNamespaceMatching(In(root)).And().AreAssignableTo(typeof(IRequest), typeof(IRequest<>)).And()
            .AreNot(Interfaces())
            .Should().HaveNameMatching("(Command|Query)$").AndShould().ResideInNamespaceMatching(In(root, "Application|Contracts")),
        ["request handler"] = Classes().That().ResideInNamespaceMatching(In(root)).And().ImplementInterface(typeof(IRequestHandler<,>))
            .Should().HaveNameEndingWith("Handler").AndShould().ResideInNamespaceMatching(In(root, "Application")),
        ["event handler"] = Classes().That().ResideInNamespaceMatching(In(root)).And().ImplementInterface(typeof(INotificationHandler<>))
            .Should().ResideInNamespaceMatching(In(root, "Application")),
        ["validator"] = Classes().That().ResideInNamespaceMatching(In(root)).And().AreAssignableTo(typeof(AbstractValidator<>))
            .Should().HaveNameEndingWith("Validator").AndShould().ResideInNamespaceMatching(In(root, "Application")),
        ["settings"] = Classes().That().ResideInNamespaceMatching(In(root)).And().HaveFieldMemberWithName("Section")
            .Should().HaveNameEndingWith("Options"),
        ["settings check"] = Classes().That().ResideInNamespaceMatching(In(root)).And().ImplementInterface(typeof(IValidateOptions<>))
            .Should().HaveNameEndingWith("OptionsValidator"),
        ["cluster worker"] = Classes().That().ResideInNamespaceMatching(In(root)).And().ImplementInterface(typeof(IClusterWorker))
            .Should().HaveNameMatching("[a-z]Worker(`1)?$").AndShould().ResideInNamespaceMatching(In(root, "Infrastructure")),
        ["database"] = Classes().That().ResideInNamespaceMatching(In(root)).And().AreAssignableTo(typeof(DbContext))
            .Should().HaveNameEndingWith("DbContext").AndShould().ResideInNamespaceMatching(In(root, @"Infrastructure\.Persistence")),
        ["mapping"] = Classes().That().ResideInNamespaceMatching(In(root)).And().ImplementInterface(typeof(IEntityTypeConfiguration<>))
            .Should().HaveNameEndingWith("Configuration").AndShould().ResideInNamespaceMatching(In(root, "Infrastructure")),
    };

    private static string In(string root) => $@"^{root}(\.|$)";

    private static string In(string root, string layer) => $@"^{root}\.\w+\.({layer})(\.|$)";

    private static IEnumerable<(Type Type, Type Request)> Handlers(Assembly assembly) => House.Written(assembly)
        .Where(type => type is { IsClass: true, IsAbstract: false })
        .SelectMany(type => type.GetInterfaces()
            .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
            .Select(face => (type, face.GenericTypeArguments[0])));

    private static IEnumerable<Type> Answers(Type type) =>
        type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRequest<>));

    private static string ModuleOf(Type type) => type.Assembly.GetName().Name!.Replace(".Contracts", "", StringComparison.Ordinal);
}
