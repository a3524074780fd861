// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using nuint = global::System.UIntPtr;
    using DropoutMask = global::SeqGen.CompilerServices.DropoutMask;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense1_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense1_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: the input has no steps.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: the input has no steps.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dropout_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense1_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense1_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Dropout_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense1_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>Dense(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense1_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense1_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 5; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>Dense(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 5]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>Dense(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref inputs.Features;
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 3, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                        }
                    }
                }
            }

            /// <summary>Dropout(0.5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dropout_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = x * factor: 0 with probability rate, else 1 / (1 - rate)
                for (int row = 0; row < 4; row++)
                {
                    DropoutMask.Fill(ref Unsafe.Add(ref work, TrainBuffers.Dropout_Factors + row * 16), 16, tile.Training ? 0.5f : 0f, tile.DropoutKey, 3, tile.FirstRow + row);
                }
                for (int row = 0; row < 4; row++)
                {
                    ref float factors = ref Unsafe.Add(ref work, TrainBuffers.Dropout_Factors + row * 16);
                    ref float from = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 16);
                    ref float to = ref Unsafe.Add(ref work, TrainBuffers.Dropout_Values + row * 16);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref from) * V.LoadUnsafe(ref factors), ref to);
                    }
                }
            }

            /// <summary>Dropout(0.5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dropout_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = dy * factor
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float factors = ref Unsafe.Add(ref work, TrainBuffers.Dropout_Factors + row * 16);
                        ref float from = ref Unsafe.Add(ref work, TrainBuffers.Dropout_OutputGradient + row * 16);
                        ref float to = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref from) * V.LoadUnsafe(ref factors), ref to);
                        }
                    }
                }
            }

            /// <summary>Dense(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 5]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Dropout_Values);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense1_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense1_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense1_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 5; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>Dense(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense1_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Dropout_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense1_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, left + 4));
                                c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                            V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                            V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                        }
                        w += 80;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense1_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense1_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Dropout_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense1_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                        }
                    }
                }
            }
        }
    }
}
