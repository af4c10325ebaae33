using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ArtEngine.ArchitectureTests;

/// <summary>
/// Lists what the types of an assembly use, down to the bodies of their methods. Nested types, and with them lambdas
/// and async methods, are counted to the type that they stand in. Constants leave no trace in compiled code.
/// </summary>
internal static class CodeReader
{
    private static readonly Dictionary<string, IReadOnlyList<CodeType>> Known = [];

    public static IReadOnlyList<CodeType> Read(System.Reflection.Assembly assembly)
    {
        lock (Known)
        {
            return Known.TryGetValue(assembly.Location, out var types) ? types : Known[assembly.Location] = [.. ReadTypes(assembly.Location)];
        }
    }

    private static IEnumerable<CodeType> ReadTypes(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        foreach (var type in module.Types.Where(type => !type.Name.StartsWith('<')))
        {
            var read = new CodeType(type.FullName);
            AddType(read, type);
            yield return read;
        }
    }

    private static void AddType(CodeType owner, TypeDefinition type)
    {
        IEnumerable<ICustomAttributeProvider> marked = [type, .. type.Fields, .. type.Methods, .. type.Properties, .. type.Events];
        Add(owner, marked.Concat(type.Methods.SelectMany(method => method.Parameters)).SelectMany(AttributeTypes));
        Add(owner, [type.BaseType, .. type.Interfaces.Select(face => face.InterfaceType), .. type.Fields.Select(field => field.FieldType)]);
        Add(owner, type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
        foreach (var method in type.Methods)
        {
            Add(owner, [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)]);
            Add(owner, method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
            // What starts an asynchronous Main waits for it; the compiler writes that, nobody else.
            if (method.HasBody && method != method.Module.EntryPoint)
            {
                AddBody(owner, method.Body);
            }
        }

        foreach (var nested in type.NestedTypes)
        {
            AddType(owner, nested);
        }
    }

    private static void AddBody(CodeType owner, MethodBody body)
    {
        Add(owner, [.. body.Variables.Select(variable => variable.VariableType), .. body.ExceptionHandlers.Select(handler => handler.CatchType)]);
        Add(owner, body.Instructions.Select(instruction => instruction.Operand as TypeReference));
        var members = body.Instructions.Select(instruction => instruction.Operand).OfType<MemberReference>().Where(member => member is not TypeReference).ToList();
        Add(owner, members.Select(member => member.DeclaringType));
        Add(owner, members.OfType<FieldReference>().Select(field => field.FieldType));
        Add(owner, members.OfType<MethodReference>().SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)));
        Add(owner, members.OfType<GenericInstanceMethod>().SelectMany(method => method.GenericArguments));
        owner.Bodies.Add([.. members.OfType<MethodReference>().Select(method => $"{method.DeclaringType.GetElementType().FullName}::{method.Name}")]);
    }

    private static IEnumerable<TypeReference?> AttributeTypes(ICustomAttributeProvider marked) => marked.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
            .Select(argument => argument.Value as TypeReference).Append(attribute.AttributeType));

    private static void Add(CodeType owner, IEnumerable<TypeReference?> used)
    {
        foreach (var type in used)
        {
            if (type is GenericInstanceType generic)
            {
                Add(owner, generic.GenericArguments);
            }

            // Arrays, references and the like hide the type that they are made of; a nested type tells its outer one.
            if (type is TypeSpecification made)
            {
                Add(owner, [made.ElementType]);
            }
            else if (type is not (null or GenericParameter))
            {
                owner.Uses.Add(type.DeclaringType is null ? type.FullName : type.FullName.Split('/')[0]);
            }
        }
    }
}

/// <summary>A type and what it uses, by full names.</summary>
internal sealed class CodeType(string name)
{
    public string Name { get; } = name;

    public HashSet<string> Uses { get; } = [];

    /// <summary>The members that each of its methods calls, as <c>Namespace.Type::Method</c>.</summary>
    public List<IReadOnlyList<string>> Bodies { get; } = [];

    /// <summary>Whether it lies in one of these namespaces, or below one.</summary>
    public bool In(params IEnumerable<string> namespaces) => namespaces.Any(one => Name.StartsWith($"{one}.", StringComparison.Ordinal));

    /// <summary>What it uses of these namespaces or types, or of what lies below them.</summary>
    public IEnumerable<string> UsesOf(IEnumerable<string> names) =>
        Uses.Where(used => names.Any(name => used == name || used.StartsWith($"{name}.", StringComparison.Ordinal))).Order(StringComparer.Ordinal);
}
